import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { loadPolicyTests } from '../../src/policy/policy-test.ts';
import { problemsOf } from './harness.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

function read(...attestations: readonly JsonObject[]) {
  const images = { nginx: { digest: DIGEST, attestations } };
  const document = {
    apiVersion: 'tidewaiter.dev/v1alpha1',
    kind: 'PolicyTest',
    metadata: { name: 't' },
    spec: { cases: [{ name: 'a', resource: { kind: 'Pod' }, expect: [], images }] },
  };
  const [testCase] = loadPolicyTests({ file: 'policies/test.yaml', text: JSON.stringify(document) }).cases;
  const [image] = testCase?.images ?? [];
  return {
    file: testCase?.file,
    attestations: image !== undefined && 'attestations' in image ? image.attestations : [],
  };
}

describe('attestations that a case states', () => {
  const signedBy = ['release'];

  test('have the type of a statement, and what it says, or where that stands', () => {
    const time = '2026-11-01T12:00:00Z';
    const stated = read(
      { type: 'cyclonedx', signedBy, predicate: { bomFormat: 'CycloneDX' }, time },
      { type: 'https://example.com/review', signedBy: ['a', 'b'], file: 'documents/review.json' },
      { type: 'custom', signedBy, predicate: 'a text' },
    );
    expect(stated).toEqual({
      file: 'policies/test.yaml',
      attestations: [
        { type: 'https://cyclonedx.org/bom', signedBy, content: { predicate: { bomFormat: 'CycloneDX' } }, time },
        { type: 'https://example.com/review', signedBy: ['a', 'b'], content: { file: 'documents/review.json' } },
        { type: 'https://cosign.sigstore.dev/attestation/v1', signedBy, content: { predicate: 'a text' } },
      ],
    });
  });

  test.each<readonly [string, JsonObject, string]>([
    ['no type', { signedBy, predicate: {} }, ': needs the field "type"'],
    ['a type', { type: 'bom', signedBy, predicate: {} }, '.type: must be a URI, or one of'],
    [
      'a type that stands for several',
      { type: 'sbom', signedBy, predicate: {} },
      '.type: stands for several types of statements: write https://cyclonedx.org/bom or https://spdx.dev/Document',
    ],
    ['nobody', { type: 'spdx', signedBy: [], predicate: {} }, '.signedBy: is empty'],
    ['nothing', { type: 'spdx', signedBy }, ': needs file or predicate'],
    ['two things', { type: 'spdx', signedBy, file: 'a', predicate: {} }, '.predicate: goes without "file"'],
    ['a time', { type: 'spdx', signedBy, predicate: {}, time: 'today' }, '.time: must be a time such as'],
  ])('do not load with %s', (_, attestation, fault) => {
    expect(problemsOf(() => read(attestation))).toEqual([
      expect.stringContaining(`images.nginx.attestations[0]${fault}`),
    ]);
  });
});
