import type { VexProduct, VexStatement } from '../../model/attestation-verdict.ts';
import { type JsonObject, ownField } from '../../model/json.ts';
import { claimedTime } from '../claimed-time.ts';
import { firstOf, objectAt, objectsAt, shortTextAt, textAt } from '../fields.ts';
import { References } from './cyclonedx-references.ts';
import { productOf, Statements, wordOf } from './statements.ts';

/** Items of any list. */
const MAX_LIST = 100_000;

/** States of an analysis (CycloneDX, impact analysis state). Without one a vulnerability is only listed. */
const STATES: ReadonlyMap<string, VexStatement['status']> = new Map([
  ['resolved', 'fixed'],
  ['resolved_with_pedigree', 'fixed'],
  ['not_affected', 'not_affected'],
  ['false_positive', 'not_affected'],
  ['exploitable', 'affected'],
  ['in_triage', 'under_investigation'],
  ['', 'under_investigation'],
]);

/**
 * Reads the vulnerabilities of a CycloneDX document as statements. `detail` of an analysis stands for an impact statement.
 * A vulnerability that affects nothing that is named tells of everything where it speaks against the image, and of nothing
 * where it speaks for it.
 * @throws ClaimError
 */
export function readCycloneDxVex(document: JsonObject): readonly VexStatement[] {
  const references = new References(document);
  const made = claimedTime(ownField(objectAt(document, 'metadata') ?? {}, 'timestamp'));
  const statements = new Statements();
  for (const vulnerability of objectsAt(document, 'vulnerabilities', MAX_LIST)) {
    statements.add(readStatement(vulnerability, references, made));
  }
  return statements.all;
}

function readStatement(vulnerability: JsonObject, references: References, made: number | undefined): VexStatement {
  const analysis = objectAt(vulnerability, 'analysis') ?? {};
  const status = wordOf(STATES, textAt(analysis, 'state'), 'state');
  const justification = firstOf(
    shortTextAt(analysis, 'justification'),
    textAt(analysis, 'detail') === '' ? '' : 'impact_statement',
  );
  const updated = ownField(analysis, 'lastUpdated') ?? undefined;
  const time = updated === undefined ? made : claimedTime(updated);
  const products = productsOf(vulnerability, references, status);
  return {
    vulnerabilities: namesOf(vulnerability),
    status,
    ...(products !== undefined && { products }),
    ...(justification !== undefined && { justification }),
    ...(time !== undefined && { time }),
  };
}

function namesOf(vulnerability: JsonObject): readonly string[] {
  const others = objectsAt(vulnerability, 'references', MAX_LIST).map((reference) => shortTextAt(reference, 'id'));
  return [...new Set([shortTextAt(vulnerability, 'id'), ...others].filter((name) => name !== ''))];
}

function productsOf(
  vulnerability: JsonObject,
  references: References,
  status: VexStatement['status'],
): readonly VexProduct[] | undefined {
  const speaksFor = status === 'not_affected' || status === 'fixed';
  const affects = objectsAt(vulnerability, 'affects', MAX_LIST);
  if (affects.length === 0) return speaksFor ? [] : undefined;
  return affects.map((affected) => {
    const ids = references.idsOf(shortTextAt(affected, 'ref'));
    const versions = objectsAt(affected, 'versions', MAX_LIST);
    return productOf(speaksFor && versions.length > 0 ? inVersions(ids, versions) : ids, [], false);
  });
}

/** Only what is said of a version to the letter, and that it is unaffected, speaks for it; the default is `affected`. */
function inVersions(ids: readonly string[], versions: readonly JsonObject[]): readonly string[] {
  const exact = versions
    .filter((entry) => textAt(entry, 'status') === 'unaffected')
    .map((entry) => shortTextAt(entry, 'version'))
    .filter((version) => version !== '');
  return ids
    .flatMap((id) => exact.map((version) => References.inVersion(id, version)))
    .filter((id) => id !== undefined);
}
