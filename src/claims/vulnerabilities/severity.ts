import { VULNERABILITY_SEVERITIES, type VulnerabilitySeverity } from '../../model/attestation.ts';

/** What scanners and vendors write, besides the words that are used here. */
const WORDS: ReadonlyMap<string, VulnerabilitySeverity> = new Map([
  ...VULNERABILITY_SEVERITIES.map((word) => [word, word] as const),
  ['moderate', 'medium'],
  ['important', 'high'],
]);

/** A severity in a word; undefined for `unknown` and every word that nobody knows. */
export function severityOfWord(word: string): VulnerabilitySeverity | undefined {
  return WORDS.get(word.trim().toLowerCase());
}

/** The qualitative severity of a score (CVSS v3.1 section 5, CVSS v4.0 section 6); undefined for what is no score. */
export function severityOfScore(score: number): VulnerabilitySeverity | undefined {
  if (!(score >= 0 && score <= 10)) return undefined;
  if (score === 0) return 'none';
  if (score < 4) return 'low';
  if (score < 7) return 'medium';
  return score < 9 ? 'high' : 'critical';
}

/** Negative where `one` is less bad than `other`. */
export function compareSeverities(one: VulnerabilitySeverity, other: VulnerabilitySeverity): number {
  return VULNERABILITY_SEVERITIES.indexOf(one) - VULNERABILITY_SEVERITIES.indexOf(other);
}

/** The worst of several; undefined where there is none. */
export function worstOf(severities: readonly (VulnerabilitySeverity | undefined)[]): VulnerabilitySeverity | undefined {
  const known = severities.filter((severity) => severity !== undefined);
  return known.toSorted(compareSeverities).at(-1);
}
