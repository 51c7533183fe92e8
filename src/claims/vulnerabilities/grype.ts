import { isObject, type JsonObject, ownField } from '../../model/json.ts';
import { ClaimError } from '../claim.ts';
import { claimedTime } from '../claimed-time.ts';
import { firstOf, objectAt, objectsAt, shortTextAt, textAt } from '../fields.ts';
import { Found, type Result, type Scanner, texts } from './scan.ts';
import { severityOfWord } from './severity.ts';

const MAX_LIST = 200_000;
const MAX_RELATED = 256;

/**
 * Reads a result of Grype in JSON (`grype -o json`). What Grype itself was told to ignore is not among its matches. It
 * knows no dates of publication.
 * @throws ClaimError
 */
export function readGrype(report: JsonObject): Result {
  if (!Array.isArray(ownField(report, 'matches'))) throw new ClaimError('matches of the result is not a list');
  const found = new Found();
  for (const match of objectsAt(report, 'matches', MAX_LIST)) addTo(found, match);
  return { vulnerabilities: found.all, scanner: { name: 'grype', ...updated(report) } };
}

function addTo(found: Found, match: JsonObject): void {
  const vulnerability = objectAt(match, 'vulnerability') ?? {};
  const artifact = objectAt(match, 'artifact');
  const severity = severityOfWord(textAt(vulnerability, 'severity').slice(0, 32));
  const purl = firstOf(shortTextAt(artifact, 'purl'));
  const related = objectsAt(match, 'relatedVulnerabilities', MAX_RELATED);
  found.add({
    id: shortTextAt(vulnerability, 'id'),
    aliases: texts(related.map((each) => ownField(each, 'id'))),
    component: shortTextAt(artifact, 'name'),
    version: shortTextAt(artifact, 'version'),
    ...fixOf(vulnerability),
    ...(severity !== undefined && { severity }),
    ...(purl !== undefined && { purl }),
  });
}

/** Grype says `unknown` where its data knows of no version; where there is no `fix` at all, it says nothing. */
function fixOf(vulnerability: JsonObject): { readonly fixable: boolean; readonly fixedIn: string } {
  const fix = ownField(vulnerability, 'fix');
  if (!isObject(fix)) return { fixable: true, fixedIn: '' };
  const versions = texts(ownField(fix, 'versions'));
  const isNone = ['not-fixed', 'wont-fix', 'unknown'].includes(textAt(fix, 'state'));
  return { fixable: versions.length > 0 || !isNone, fixedIn: versions.join(', ') };
}

/** `db.built` until version 5 of its data, `db.status.built` since. */
function updated(report: JsonObject): Pick<Scanner, 'updated'> {
  const descriptor = ownField(report, 'descriptor');
  const db = isObject(descriptor) ? ownField(descriptor, 'db') : undefined;
  if (!isObject(db)) return {};
  const status = ownField(db, 'status');
  const built = ownField(db, 'built') ?? (isObject(status) ? ownField(status, 'built') : undefined);
  const time = claimedTime(built);
  return time === undefined ? {} : { updated: time };
}
