import { expect } from '@jest/globals';
import type { JudgeOptions } from '../../../src/claims/claim.ts';
import { compileSbom } from '../../../src/claims/sbom/judge.ts';
import type { SbomTerms } from '../../../src/model/attestation.ts';
import type { Reading } from '../../../src/model/attestation-verdict.ts';
import { type DocumentSpec, type Part, sbomOf } from '../../support/sbom/document.ts';

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

/** What documents of these tests list. */
export const PARTS: readonly Part[] = [
  {
    name: 'log4j-core',
    group: 'org.apache.logging.log4j',
    version: '2.14.1',
    purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1',
    license: 'Apache-2.0',
    supplier: 'The Apache Software Foundation',
  },
  { name: 'left-pad', version: '1.3.0', purl: 'pkg:npm/left-pad@1.3.0', license: 'WTFPL' },
  { name: 'secret', license: 'our own terms', supplier: 'Acme Ltd' },
];
/** As messages name the parts. */
export const LOG4J =
  'org.apache.logging.log4j/log4j-core 2.14.1 (pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1)';
export const LEFT_PAD = 'left-pad 1.3.0 (pkg:npm/left-pad@1.3.0)';

/** Offences of both formats, which must be the same. */
export function offences(terms: Partial<SbomTerms>, spec: Partial<DocumentSpec> = {}): readonly string[] {
  const [one, other] = (['cyclonedx', 'spdx'] as const).map((format) =>
    offencesOf(sbomOf(format, { parts: PARTS, ...spec }), terms),
  );
  expect(one).toEqual(other);
  return one ?? [];
}
