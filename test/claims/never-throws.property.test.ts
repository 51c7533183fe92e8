import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Terms } from '../../src/claims/claim.ts';
import { compileTerms } from '../../src/claims/judge.ts';
import { indexStatements } from '../../src/claims/vex/suppress.ts';
import { MAX_OFFENCES, type Reading } from '../../src/model/attestation-verdict.ts';
import { BUILDKIT, GENERATOR, GITHUB, V1, V02 } from './provenance/documents.ts';
import { ANALYZED, CYCLONEDX, cycloneDx, found, OPENVEX, openVex, STATEMENT } from './vex/documents.ts';
import { COSIGN, cosignScan, GRYPE, IN_TOTO, TRIVY, VULNS } from './vulnerabilities/documents.ts';

const PROVENANCE: Terms = {
  kind: 'provenance',
  builders: [{ id: 'https://github.com/**', level: 2 }],
  buildTypes: ['https://**'],
  sources: [{ repository: 'https://github.com/acme/*', ref: 'refs/tags/**' }],
  parameters: { 'workflow.ref': 'refs/**', 'inputs.mode': '*' },
  dependencies: { allow: ['git+https://**'], requireDigests: true },
  baseImages: ['registry.example.com/**'],
  minLevel: 1,
};
const SCAN: Terms = {
  kind: 'vulnerabilities',
  scanners: ['pkg:**'],
  maxDatabaseAge: 1_000,
  onUnknownSeverity: 'warn',
  maxSeverity: 'low',
  fixableOnly: true,
  graceDays: { critical: 3 },
  ignore: [{ id: 'CVE-2023-45853', until: 5, packages: ['pkg:deb/*/zlib1g@<2'], reason: 'x' }],
};
const CUSTOM: Terms = {
  kind: 'custom',
  rules: [
    { id: 'a', message: '{{ $..id }} {{ value }}', forEach: '$..*', assert: { path: '$.id', pattern: '[A-Z]+.*' } },
    {
      id: 'b',
      message: 'x',
      any: [{ assert: { path: '$.a[1:2]', contains: 'x' } }, { not: { assert: { path: '$', exists: true } } }],
    },
  ],
};
const VEX: Terms = { kind: 'vex' };

const DOCUMENTS: readonly (readonly [string, Terms, string, unknown])[] = [
  ['GitHub', PROVENANCE, V1, GITHUB],
  ['BuildKit', PROVENANCE, V1, BUILDKIT],
  ['v0.2', PROVENANCE, V02, GENERATOR],
  ['Trivy', SCAN, COSIGN, cosignScan(TRIVY)],
  ['Grype', SCAN, COSIGN, { scanners: [{ uri: 'x', result: GRYPE }] }],
  ['in-toto', SCAN, IN_TOTO, VULNS],
  ['OpenVEX', VEX, OPENVEX, openVex(STATEMENT, { ...STATEMENT, subcomponents: ['x'] })],
  ['CycloneDX', VEX, CYCLONEDX, cycloneDx(ANALYZED)],
  ['a predicate', CUSTOM, 'https://x.test/y', VULNS],
];

/** Values that readers trip over, and any others. */
const VALUE = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    Number.NaN,
    [],
    {},
    [null],
    [[]],
    '\u0000',
    '__proto__',
    'pkg:',
    'pkg:a/b@%',
  ),
  fc.constantFrom<unknown>(
    'x'.repeat(5_000),
    JSON.parse('{"__proto__":{"id":1}}'),
    '2026-13-01T00:00:00Z',
    'urn:cdx:a/1#%',
  ),
  fc.jsonValue(),
);

/** The paths of everything in a document. */
function places(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...at, key]))];
}

function replaced(document: unknown, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value;
  const copy = structuredClone(document);
  let at = copy as Record<string, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string, unknown>;
  at[path.at(-1) ?? ''] = value;
  return copy;
}

/** A reading is whole, bounded, and without characters that deceive; its statements can be asked. */
function check({ offences, unlisted, unlistedWarnings, maker, statements = [] }: Reading): void {
  expect(offences.length).toBeLessThanOrEqual(MAX_OFFENCES);
  expect(typeof maker).toBe('string');
  expect([unlisted, unlistedWarnings].every((count) => count >= 0)).toBe(true);
  for (const { term, message, since } of offences) {
    expect(term).toMatch(/^[a-z]+(?:\.[A-Za-z]+)*$/);
    expect(message).not.toBe('');
    expect(message).not.toMatch(/\p{Cc}|\[object/u);
    expect(since === undefined || Number.isFinite(since)).toBe(true);
  }
  indexStatements(statements, { digests: new Set() }).suppress(found());
}

describe.each(DOCUMENTS)('judging %s', (_name, terms, predicateType, document) => {
  const judge = compileTerms(terms);
  const judged = (predicate: unknown) => judge({ predicateType, predicate, subjects: new Set() });

  test('never throws for any JSON', () => {
    return fc.assert(
      fc.property(VALUE, (predicate) => check(judged(predicate))),
      { numRuns: 300 },
    );
  });

  test('never throws for a document that was changed anywhere', () => {
    const paths = places(document);
    return fc.assert(
      fc.property(fc.constantFrom(...paths), VALUE, fc.constantFrom(...paths), VALUE, (one, first, other, second) => {
        const once = replaced(document, one, first);
        check(judged(once));
        check(
          judged(
            places(once).some((path) => path.join('/') === other.join('/')) ? replaced(once, other, second) : once,
          ),
        );
      }),
      { numRuns: 500 },
    );
  });
});
