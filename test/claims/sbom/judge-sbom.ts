import type { JudgeOptions } from '../../../src/claims/claim.ts';
import { compileSbom } from '../../../src/claims/sbom/judge.ts';
import type { SbomTerms } from '../../../src/model/attestation.ts';
import type { Reading } from '../../../src/model/attestation-verdict.ts';

/** Terms that want nothing. */
export const NO_TERMS: SbomTerms = {
  kind: 'sbom',
  minComponents: 0,
  denyPackages: [],
  requirePackages: [],
  denyLicenses: [],
  onUnknown: 'deny',
};

/** What a judge of these terms makes of a predicate. */
export function judgeSbom(
  predicate: unknown,
  terms: Partial<SbomTerms> = {},
  { predicateType = 'https://sbom.test/any', ...options }: JudgeOptions & { predicateType?: string } = {},
): Reading {
  return compileSbom({ ...NO_TERMS, ...terms }, options)({ predicateType, predicate, subjects: new Set() });
}

/** The messages of the offences, with the term in front. */
export function offencesOf(predicate: unknown, terms: Partial<SbomTerms>): readonly string[] {
  return judgeSbom(predicate, terms).offences.map(({ term, message }) => `${term}: ${message}`);
}
