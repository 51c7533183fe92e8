import type { VulnerabilitySeverity } from '../../model/attestation.ts';
import { isObject, type JsonObject, ownField } from '../../model/json.ts';
import { ClaimError } from '../claim.ts';
import { claimedTime } from '../claimed-time.ts';
import { firstOf, shortTextAt, textAt } from '../fields.ts';
import { baseScore } from './cvss.ts';
import { Found, type Result, texts } from './scan.ts';
import { severityOfScore, severityOfWord, worstOf } from './severity.ts';

/** Severities and annotations of one vulnerability. */
const MAX_ITEMS = 256;

/**
 * Reads the result of in-toto's vulnerability predicates v0.1 and v0.2: a list, of which none of the items is none found.
 * Nothing in it says which part of the image is meant, nor whether a version mends it. Annotations may, for which the
 * predicate leaves names open; looked at are `purl`, `package`, `version`, `fixedVersion`, `published` and `aliases`.
 * @throws ClaimError
 */
export function readInToto(items: readonly unknown[]): Result {
  const found = new Found();
  for (const item of items) {
    if (!isObject(item)) throw new ClaimError('the result lists what is not an object');
    addTo(found, item);
  }
  return { vulnerabilities: found.all };
}

function addTo(found: Found, item: JsonObject): void {
  const inner = ownField(item, 'vulnerability');
  const severity = severityOf(ownField(item, 'severity'));
  const notes = annotationsOf(ownField(item, 'annotations'));
  const purl = firstOf(shortTextAt(notes, 'purl'));
  const published = claimedTime(ownField(notes, 'published'));
  found.add({
    id: firstOf(shortTextAt(item, 'id'), isObject(inner) ? shortTextAt(inner, 'id') : '') ?? '',
    aliases: texts(ownField(notes, 'aliases')),
    component: firstOf(shortTextAt(notes, 'package'), purl ?? '') ?? '',
    version: shortTextAt(notes, 'version'),
    fixable: true,
    fixedIn: shortTextAt(notes, 'fixedVersion'),
    ...(severity !== undefined && { severity }),
    ...(purl !== undefined && { purl }),
    ...(published !== undefined && { published }),
  });
}

/**
 * The worst of those that are given, by whatever method. What cannot be read may be worse than all others, but for the
 * worst there is.
 */
function severityOf(severity: unknown): VulnerabilitySeverity | undefined {
  const list = Array.isArray(severity) ? severity : [severity];
  if (list.length > MAX_ITEMS) throw new ClaimError(`a vulnerability has more than ${MAX_ITEMS} severities`);
  const severities = list.map((item) => (isObject(item) ? severityOfItem(item) : undefined));
  const worst = worstOf(severities);
  return worst === 'critical' || !severities.includes(undefined) ? worst : undefined;
}

/** A number is a score only by a method that is known to give scores of CVSS: others count differently. */
function severityOfItem(item: JsonObject): VulnerabilitySeverity | undefined {
  const score = ownField(item, 'score');
  const text = typeof score === 'number' ? String(score) : textAt(item, 'score').slice(0, 257);
  if (text.startsWith('CVSS:')) return severityOfScore(baseScore(text) ?? Number.NaN);
  if (!/^\d{1,2}(?:\.\d{1,8})?$/.test(text)) return severityOfWord(text);
  return /cvss|nvd/i.test(textAt(item, 'method').slice(0, 64)) ? severityOfScore(Number(text)) : undefined;
}

/** One map, or a list of such; the first that has a name counts. */
function annotationsOf(annotations: unknown): JsonObject {
  const list = Array.isArray(annotations) ? annotations : [annotations];
  if (list.length > MAX_ITEMS) throw new ClaimError(`a vulnerability has more than ${MAX_ITEMS} annotations`);
  const found = new Map<string, unknown>();
  for (const map of list.filter(isObject)) {
    for (const name of ['purl', 'package', 'version', 'fixedVersion', 'published', 'aliases']) {
      if (Object.hasOwn(map, name) && !found.has(name)) found.set(name, ownField(map, name));
    }
  }
  return Object.fromEntries(found);
}
