import type { VexProduct, VexStatement } from '../../model/attestation-verdict.ts';
import { isObject, type JsonObject, ownField } from '../../model/json.ts';
import { ClaimError } from '../claim.ts';
import { claimedTime } from '../claimed-time.ts';
import { firstOf, listAt, objectAt, objectsAt, shortTextAt, textAt } from '../fields.ts';
import { digestOf, productOf, Statements, wordOf } from './statements.ts';

/** Items of any list. */
const MAX_LIST = 100_000;

const STATUSES: ReadonlyMap<string, VexStatement['status']> = new Map([
  ['not_affected', 'not_affected'],
  ['fixed', 'fixed'],
  ['affected', 'affected'],
  ['under_investigation', 'under_investigation'],
]);

/**
 * Reads OpenVEX v0.2.0 and what came before it (github.com/openvex/spec), where vulnerabilities and products are texts and
 * `subcomponents` may stand beside the products of a statement.
 * @throws ClaimError
 */
export function readOpenVex(document: JsonObject): readonly VexStatement[] {
  if (!textAt(document, '@context').startsWith('https://openvex.dev/ns')) {
    throw new ClaimError('the predicate has no @context of OpenVEX');
  }
  if (!Array.isArray(ownField(document, 'statements'))) throw new ClaimError('the document has no list of statements');
  const statements = new Statements();
  for (const statement of objectsAt(document, 'statements', MAX_LIST))
    statements.add(readStatement(statement, document));
  return statements.all;
}

function readStatement(statement: JsonObject, document: JsonObject): VexStatement {
  const status = wordOf(STATUSES, textAt(statement, 'status'), 'status');
  const time = timeOf(statement, document, status);
  const justification = firstOf(
    shortTextAt(statement, 'justification'),
    textAt(statement, 'impact_statement') === '' ? '' : 'impact_statement',
  );
  const products = productsOf(statement);
  return {
    vulnerabilities: namesOf(ownField(statement, 'vulnerability')),
    status,
    ...(products !== undefined && { products }),
    ...(justification !== undefined && { justification }),
    ...(time !== undefined && { time }),
  };
}

/**
 * A statement keeps its time when it is mended, and `last_updated` says when that was. That of the document may be due to
 * another statement: it makes newer only what speaks against the image.
 */
function timeOf(statement: JsonObject, document: JsonObject, status: VexStatement['status']): number | undefined {
  const own = ownField(statement, 'last_updated') ?? ownField(statement, 'timestamp') ?? undefined;
  const speaksFor = status === 'not_affected' || status === 'fixed';
  const updated = speaksFor ? undefined : claimedTime(ownField(document, 'last_updated'));
  const time = claimedTime(own ?? ownField(document, 'timestamp'));
  return time === undefined || updated === undefined ? time : Math.max(time, updated);
}

function namesOf(vulnerability: unknown): readonly string[] {
  if (typeof vulnerability === 'string') return vulnerability.trim() === '' ? [] : [vulnerability.trim()];
  if (!isObject(vulnerability)) return [];
  const aliases = listAt(vulnerability, 'aliases', MAX_LIST).filter((alias) => typeof alias === 'string');
  const names = [shortTextAt(vulnerability, 'name'), shortTextAt(vulnerability, '@id'), ...aliases];
  return [...new Set(names.filter((name) => name !== ''))];
}

/** Undefined where there are none, which is not the same as an empty list: that one names no product. */
function productsOf(statement: JsonObject): readonly VexProduct[] | undefined {
  if ((ownField(statement, 'products') ?? undefined) === undefined) {
    if ((ownField(statement, 'subcomponents') ?? undefined) === undefined) return undefined;
    throw new ClaimError('a statement names subcomponents, and of no product');
  }
  const shared = listAt(statement, 'subcomponents', MAX_LIST);
  return listAt(statement, 'products', MAX_LIST).map((product) => {
    const own = isObject(product) ? listAt(product, 'subcomponents', MAX_LIST) : [];
    const parts = [...shared, ...own];
    return productOf(idsOf(product), parts.flatMap(idsOf), parts.length > 0);
  });
}

/** Every name of a product or part. */
function idsOf(item: unknown): readonly string[] {
  if (typeof item === 'string') return [item.trim()];
  if (!isObject(item)) throw new ClaimError('a product of a statement is neither a text nor an object');
  const identifiers = objectAt(item, 'identifiers');
  const hashes = objectAt(item, 'hashes') ?? {};
  const digests = Object.keys(hashes).map((algorithm) => digestOf(algorithm, ownField(hashes, algorithm)));
  const ids = [shortTextAt(item, '@id'), shortTextAt(identifiers, 'purl'), ...digests];
  return [...new Set(ids.filter((id) => id !== undefined && id !== ''))] as readonly string[];
}
