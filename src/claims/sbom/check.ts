import type { Offence } from '../../model/attestation-verdict.ts';
import type { Sbom } from '../../model/sbom.ts';

/** Looks at a document by one term of a policy, and tells of every offence. */
export type SbomCheck = (sbom: Sbom, tell: (offence: Offence) => void) => void;

/** Patterns that a message lists: it may be one of thousands. */
const MAX_LISTED = 5;

/** Patterns as messages list them: `any of a, b`. */
export function anyOf(patterns: readonly string[]): string {
  const listed = patterns.slice(0, MAX_LISTED).join(', ');
  if (patterns.length > MAX_LISTED) return `any of ${listed} and ${patterns.length - MAX_LISTED} more`;
  return patterns.length === 1 ? listed : `any of ${listed}`;
}
