import { describe, expect, test } from '@jest/globals';
import { digestLike, hasDigest, isDigest, sha256Digest } from '../../src/registry/digest.ts';
import { readManifest } from '../../src/registry/document.ts';
import { RegistryError } from '../../src/registry/source.ts';
import { INDEX_TYPE, MANIFEST_TYPE } from '../support/registry-peers.ts';

const DIGEST = sha256Digest(Buffer.from('x'));
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const descriptor = { mediaType: 'application/json', digest: DIGEST, size: 2 };
const image = { schemaVersion: 2, mediaType: MANIFEST_TYPE, config: descriptor, layers: [descriptor] };
const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [descriptor] };

function read(document: unknown, contentType?: string) {
  return readManifest(
    Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)),
    contentType,
    'here',
  );
}

/** The code of the error and its message. */
function refusal(document: unknown, contentType?: string): string {
  try {
    return `accepted as ${read(document, contentType).mediaType}`;
  } catch (error) {
    return error instanceof RegistryError ? `${error.code}: ${error.message}` : String(error);
  }
}

const without = (document: object, field: string) =>
  Object.fromEntries(Object.entries(document).filter(([key]) => key !== field));

describe('documents', () => {
  test('of an image', () => {
    const subject = { ...descriptor, digest: sha256Digest(Buffer.from('subject')) };
    const own = { subject, artifactType: 'application/x', annotations: { a: 'b', c: null } };
    expect(read({ ...image, ...own }).document).toEqual({
      kind: 'manifest',
      config: { ...descriptor, annotations: new Map() },
      layers: [{ ...descriptor, annotations: new Map() }],
      subject: subject.digest,
      artifactType: 'application/x',
      annotations: new Map([
        ['a', 'b'],
        ['c', ''],
      ]),
    });
  });

  test('of an index, with platforms', () => {
    const platform = { os: 'linux', architecture: 'arm', variant: 'v7' };
    const manifests = [
      { ...descriptor, platform },
      { ...descriptor, platform: null, urls: ['http://evil.example'], data: 5 },
    ];
    expect(read({ ...index, manifests, artifactType: 'application/x' })).toEqual({
      mediaType: INDEX_TYPE,
      document: {
        kind: 'index',
        artifactType: 'application/x',
        manifests: [
          { ...descriptor, annotations: new Map(), platform },
          { ...descriptor, annotations: new Map() },
        ],
      },
    });
  });

  test.each([
    ['typed by itself alone', image, undefined, MANIFEST_TYPE],
    ['typed by itself under an unspecific header', image, 'application/octet-stream', MANIFEST_TYPE],
    ['typed by both', image, `${MANIFEST_TYPE.toUpperCase()} ; charset=utf-8`, MANIFEST_TYPE],
    ['typed by the header alone', without(image, 'mediaType'), MANIFEST_TYPE, MANIFEST_TYPE],
    ['typed by its shape: an image', without(image, 'mediaType'), 'application/json', MANIFEST_TYPE],
    ['typed by its shape: an index', without(index, 'mediaType'), undefined, INDEX_TYPE],
    ['of Docker', { ...image, mediaType: DOCKER_MANIFEST }, DOCKER_MANIFEST, DOCKER_MANIFEST],
    ['a list of Docker', { ...index, mediaType: DOCKER_LIST }, DOCKER_LIST, DOCKER_LIST],
    ['an index whose list is null, as Go writes it', { ...index, manifests: null }, undefined, INDEX_TYPE],
    ['an image whose layers are null', { ...image, layers: null }, undefined, MANIFEST_TYPE],
  ])('%s', (_, document, contentType, type) => {
    expect(read(document, contentType).mediaType).toBe(type);
  });

  test.each<[string, unknown, string | undefined, RegExp]>([
    ['index and image', { ...index, layers: [] }, undefined, /^malformed: .*not both/],
    ['index and image by config', { ...index, config: descriptor }, undefined, /^malformed: .*not both/],
    ['an image announced as an index', image, INDEX_TYPE, /^malformed: .*is announced as/],
    ['an OCI image announced as one of Docker', image, DOCKER_MANIFEST, /^malformed: .*is announced as/],
    ['an image under a header of some other type', image, 'text/html', /^malformed: .*is announced as/],
    ['an untyped image announced as an index', without(image, 'mediaType'), INDEX_TYPE, /^malformed: .*shape/],
    ['an index that says it is an image', { ...index, mediaType: MANIFEST_TYPE }, undefined, /^malformed: .*shape/],
    ['an image that says it is an index', { ...image, mediaType: INDEX_TYPE }, undefined, /^malformed: .*shape/],
    ['neither type nor shape', { schemaVersion: 2 }, undefined, /^malformed: .*neither/],
    [
      'only the type of an index',
      { schemaVersion: 2, mediaType: INDEX_TYPE },
      undefined,
      /^malformed: .*must be a list/,
    ],
    ['an unknown type', { ...image, mediaType: 'application/x' }, undefined, /^malformed: .*only images and indexes/],
    ['a type that is no string', { ...image, mediaType: 5 }, undefined, /^malformed: .*must be a string/],
    ['schema 1', { schemaVersion: 1, fsLayers: [] }, undefined, /^malformed: .*schema 1/],
    ['schema 1 in disguise', { ...image, fsLayers: [] }, undefined, /^malformed: .*schema 1/],
    ['schema 3', { ...image, schemaVersion: 3 }, undefined, /^malformed: .*schemaVersion/],
    ['no schema', without(image, 'schemaVersion'), undefined, /^malformed: .*schemaVersion/],
    ['a list', [], undefined, /^malformed: .*must be an object/],
    ['no JSON', '{', undefined, /^malformed: .*not valid JSON/],
    ['a key twice', '{"schemaVersion":2,"layers":[],"layers":[]}', undefined, /^malformed: .*same key twice/],
    ['a byte order mark', `\ufeff${JSON.stringify(image)}`, undefined, /^malformed: .*byte order mark/],
    ['a key that differs by case', { ...image, Layers: [] }, undefined, /^malformed: .*passes for "layers"/],
    [
      'a key that folds to another',
      { ...image, 'manife\u017fts': [] },
      undefined,
      /^malformed: .*passes for "manifests"/,
    ],
    [
      'a size that differs by case',
      { ...image, config: { ...descriptor, Size: 3 } },
      undefined,
      /^malformed: .*passes for/,
    ],
    ['no config', without(image, 'config'), undefined, /^malformed: .*config/],
    ['no layers', without(image, 'layers'), undefined, /^malformed: .*layers/],
    ['layers that are no list', { ...image, layers: {} }, undefined, /^malformed: .*must be a list/],
    ['annotations of numbers', { ...image, annotations: { a: 5 } }, undefined, /^malformed: .*strings/],
    ['annotations in a list', { ...image, annotations: [] }, undefined, /^malformed: .*annotations/],
    ['a subject without digest', { ...image, subject: {} }, undefined, /^malformed: .*subject/],
    ['10,001 layers', { ...image, layers: Array(10_001).fill(descriptor) }, undefined, /^too-large: .*10000/],
    ['4 MiB and more', JSON.stringify(image) + ' '.repeat(4 * 1024 * 1024), undefined, /^too-large: .*4194304/],
  ])('refused: %s', (_, document, contentType, message) => {
    expect(refusal(document, contentType)).toMatch(message);
  });

  test.each([
    ['size', -1],
    ['size', 1.5],
    ['size', '2'],
    ['size', 2 ** 41],
    ['size', undefined],
    ['digest', undefined],
    ['digest', DIGEST.toUpperCase()],
    ['digest', `${DIGEST}0`],
    ['digest', '../../../etc/passwd'],
    ['digest', `md5:${'0'.repeat(32)}`],
    ['mediaType', undefined],
    ['mediaType', ''],
    ['mediaType', 'a b'],
    ['mediaType', `a/${'b'.repeat(255)}`],
    ['artifactType', 5],
    ['platform', 'linux/amd64'],
    ['platform', { os: 'linux' }],
    ['platform', { os: 'linux', architecture: 5 }],
  ])('refused: a descriptor whose %s is %s', (field, value) => {
    expect(refusal({ ...index, manifests: [{ ...descriptor, [field]: value }] })).toMatch(
      new RegExp(`^malformed: the manifest from here: manifests\\[0\\]\\.${field}`),
    );
  });

  test('hold no bytes of the answer in messages but short, printable types', () => {
    expect(refusal({ ...image, mediaType: `\u202e${'x'.repeat(1_000)}` })).toMatch(/^malformed: .{0,250}$/);
  });
});

describe('digests', () => {
  test('are compared by their own algorithm', () => {
    const bytes = Buffer.from('x');
    const sha512 = digestLike(`sha512:${'0'.repeat(128)}`, bytes);
    expect(sha512).toMatch(/^sha512:[0-9a-f]{128}$/);
    expect(hasDigest(bytes, sha512)).toBe(true);
    expect(hasDigest(bytes, DIGEST)).toBe(true);
    expect(hasDigest(Buffer.from('y'), DIGEST)).toBe(false);
    expect(hasDigest(bytes, 'sha256:')).toBe(false);
  });

  test.each([
    '',
    'sha256:',
    DIGEST.slice(0, -1),
    `${DIGEST}0`,
    DIGEST.toUpperCase(),
    `sha384:${'0'.repeat(96)}`,
    `${DIGEST}\n`,
  ])('"%s" is none', (text) => {
    expect(isDigest(text)).toBe(false);
  });
});
