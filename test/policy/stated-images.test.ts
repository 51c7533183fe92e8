import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { loadPolicyTests } from '../../src/policy/policy-test.ts';
import { problemsOf } from './harness.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

function read(images: JsonObject) {
  const cases = [{ name: 'a', resource: { kind: 'Pod' }, expect: [], images }];
  const document = {
    apiVersion: 'tidewaiter.dev/v1alpha1',
    kind: 'PolicyTest',
    metadata: { name: 't' },
    spec: { cases },
  };
  return loadPolicyTests({ file: 'test.yaml', text: JSON.stringify(document) }).cases[0]?.images;
}

describe('images that a case states', () => {
  test('are what they say, with defaults', () => {
    const app = { registry: 'registry.example.com', repository: 'app', tag: '1', digest: undefined };
    expect(read({ 'registry.example.com/app:1': { digest: DIGEST } })).toEqual([
      { reference: app, digest: DIGEST, signedBy: [], attestations: [], user: '', created: undefined },
    ]);
    const facts = { digest: DIGEST, signedBy: ['release'], user: '1000', created: '2026-11-01T12:00:00+01:00' };
    expect(read({ 'registry.example.com/app:1': facts })).toEqual([{ reference: app, attestations: [], ...facts }]);
    expect(read({ 'registry.example.com/app:1': { unavailable: 'it is down' } })).toEqual([
      { reference: app, unavailable: 'it is down' },
    ]);
    expect(read({})).toEqual([]);
  });

  test.each<[string, JsonObject, string]>([
    ['a reference', { 'a b': { digest: DIGEST } }, 'images[a b]: is no image reference'],
    [
      'a digest',
      { nginx: { digest: 'sha256:abc' } },
      'images.nginx.digest: must be sha256: and 64 lower-case hex digits',
    ],
    ['nothing', { nginx: {} }, 'images.nginx: needs digest, or unavailable'],
    ['signatures of nothing', { nginx: { signedBy: ['a'] } }, 'images.nginx: needs digest, or unavailable'],
    [
      'something of nothing',
      { nginx: { unavailable: 'x', user: 'root' } },
      'images.nginx.user: cannot be known of an image that is unavailable',
    ],
    ['a time', { nginx: { digest: DIGEST, created: 'yesterday' } }, 'images.nginx.created: must be a time such as'],
    ['a day that is none', { nginx: { digest: DIGEST, created: '2026-13-01T12:00:00Z' } }, 'created: must be a time'],
    ['an authority', { nginx: { digest: DIGEST, signedBy: ['A'] } }, 'images.nginx.signedBy[0]: a name has at most 63'],
    ['a misspelt field', { nginx: { digest: DIGEST, signed: [] } }, 'signed: unknown field; did you mean "signedBy"?'],
  ])('do not load with %s', (_, images, fault) => {
    expect(problemsOf(() => read(images))).toEqual([expect.stringContaining(fault)]);
  });
});
