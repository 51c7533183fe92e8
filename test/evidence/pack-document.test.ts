import { describe, expect, test } from '@jest/globals';
import {
  isPackDocument,
  type PackDocument,
  readPackDocument,
  writePackDocument,
} from '../../src/evidence/pack-document.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const DOCUMENT: PackDocument = {
  images: [{ image: 'r.io/app:1', digest: DIGEST, signatures: 1, attestations: 0, bytes: 9 }],
  repositories: [{ name: 'r.io/app', manifests: ['1', DIGEST], referrers: [DIGEST], blobs: [], absent: ['x.sig'] }],
  trustRoots: [{ name: 'ours', digest: DIGEST }],
};

test('what is written is read', () => {
  const bytes = writePackDocument(DOCUMENT);
  expect(readPackDocument(bytes, 'it')).toEqual(DOCUMENT);
  expect(isPackDocument(bytes)).toBe(true);
  for (const text of ['', '[]', '{}', '{"kind":"Pod"}']) expect(isPackDocument(Buffer.from(text))).toBe(false);
});

describe('what is anything else is refused', () => {
  const [image] = DOCUMENT.images;
  const [repository] = DOCUMENT.repositories;
  test.each<[string, object, string]>([
    ['another kind', { kind: 'Pod' }, 'must have "kind": "EvidencePack"'],
    ['another version', { apiVersion: 'x/v2' }, 'another version of Tidewaiter made it'],
    ['no images', { images: undefined }, 'must have "images", a list'],
    ['a text for a list', { repositories: 'x' }, 'must have "repositories", a list'],
    ['no digest', { images: [{ ...image, digest: 'sha256:x' }] }, 'digests as "digest"'],
    ['half an image', { images: [{ ...image, bytes: 1.5 }] }, 'whole numbers as "bytes"'],
    ['fewer than none', { images: [{ ...image, signatures: -1 }] }, 'whole numbers as "signatures"'],
    [
      'a number for a name',
      { repositories: [{ ...repository, name: 1 }] },
      'texts of at most 1024 characters as "name"',
    ],
    ['a long tag', { repositories: [{ ...repository, absent: ['x'.repeat(1_025)] }] }, 'as "absent"'],
    ['an item that is no object', { repositories: [null] }, 'as "name"'],
    [
      'a root that leads elsewhere',
      { trustRoots: [{ name: '../../etc/passwd', digest: DIGEST }] },
      'a trust root with the name',
    ],
    [
      'many roots',
      { trustRoots: Array(65).fill(DOCUMENT.trustRoots[0]) },
      'must have "trustRoots", a list of at most 64',
    ],
  ])('%s', (_, change, message) => {
    const head = { apiVersion: 'tidewaiter.dev/v1alpha1', kind: 'EvidencePack' };
    const bytes = Buffer.from(JSON.stringify({ ...head, ...DOCUMENT, ...change }));
    expect(() => readPackDocument(bytes, 'it')).toThrow(message);
  });

  test('no JSON, and keys that repeat', () => {
    for (const text of ['', '{', '{"kind":"EvidencePack","kind":"EvidencePack"}']) {
      expect(() => readPackDocument(Buffer.from(text), 'it')).toThrow('it must have "kind"');
    }
  });
});
