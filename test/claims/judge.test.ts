import { expect, test } from '@jest/globals';
import type { Terms } from '../../src/claims/claim.ts';
import { compileTerms } from '../../src/claims/judge.ts';

const claim = { predicateType: 'https://tests.test/any', predicate: 'no document', subjects: new Set<string>() };
const OF_SBOM = {
  minComponents: 0,
  denyPackages: [],
  requirePackages: [],
  denyLicenses: [],
  onUnknown: 'deny',
} as const;

test.each<[string, Terms, readonly string[]]>([
  ['nothing', undefined, []],
  ['an SBOM', { kind: 'sbom', ...OF_SBOM }, ['sbom']],
  ['provenance', { kind: 'provenance' }, ['provenance']],
  [
    'a scan',
    { kind: 'vulnerabilities', onUnknownSeverity: 'deny', fixableOnly: false, graceDays: {}, ignore: [] },
    ['vulnerabilities'],
  ],
])('who asks for %s gets a judge of it', (_, terms, expected) => {
  const { offences, unlisted } = compileTerms(terms)(claim);
  expect(offences.map(({ term }) => term)).toEqual(expected);
  expect(unlisted).toBe(0);
});

test('who asks for VEX gets statements', () => {
  const predicate = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    author: 'a',
    timestamp: '2026-11-01T12:00:00Z',
    version: 1,
    statements: [],
  };
  expect(
    compileTerms({ kind: 'vex' })({ ...claim, predicateType: 'https://openvex.dev/ns', predicate }).statements,
  ).toEqual([]);
});

test('rules of a policy of its own are compiled', () => {
  expect(compileTerms({ kind: 'custom', rules: [] })(claim).offences).toEqual([]);
});
