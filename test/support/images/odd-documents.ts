import { digestOf } from '../signing/encoding.ts';
import { type DescriptorJson, type Repository, TYPES } from './content.ts';

const ABSENT = { mediaType: TYPES.manifest, digest: digestOf(Buffer.from('absent')), size: 6 };
const MANIFEST = {
  schemaVersion: 2,
  mediaType: TYPES.manifest,
  config: { ...ABSENT, mediaType: TYPES.config },
  layers: [],
};
const INDEX = { schemaVersion: 2, mediaType: TYPES.index, manifests: [] };

/** A document, or its bytes, and the media type that it is served as. */
interface OddDocument {
  readonly document: object | Buffer;
  readonly mediaType: string;
}

const asManifest = (document: object | Buffer): OddDocument => ({ document, mediaType: TYPES.manifest });
const asIndex = (document: object | Buffer): OddDocument => ({ document, mediaType: TYPES.index });
const withLayer = (change: object) => asManifest({ ...MANIFEST, layers: [{ ...ABSENT, ...change }] });

/** What a manifest must not be, each made when it is needed: no reader may take any of them for an image. */
export const ODD_DOCUMENTS = {
  'manifests and layers': () => asIndex({ ...INDEX, layers: [], config: MANIFEST.config }),
  'no type and both shapes': () => asManifest({ schemaVersion: 2, manifests: [], layers: [], config: MANIFEST.config }),
  'no type and no shape': () => asManifest({ schemaVersion: 2 }),
  'an index by its own word, served as a manifest': () => asManifest(INDEX),
  'a manifest by its own word, served as an index': () => asIndex(MANIFEST),
  'schema 1': () => ({
    document: { schemaVersion: 1, name: 'app', tag: 'v1', fsLayers: [], history: [] },
    mediaType: 'application/vnd.docker.distribution.manifest.v1+json',
  }),
  'an unknown type': () => ({ document: { ...MANIFEST, mediaType: 'text/html' }, mediaType: 'text/html' }),
  'no JSON': () => asManifest(Buffer.from('{')),
  'no UTF-8': () => asManifest(Buffer.from([0x22, 0xff, 0xfe, 0x22])),
  'an array': () => asManifest(Buffer.from('[]')),
  null: () => asManifest(Buffer.from('null')),
  'no bytes': () => asManifest(Buffer.of()),
  'depth 100,000': () => asManifest(Buffer.from('['.repeat(100_000) + ']'.repeat(100_000))),
  'layers that are no array': () => asManifest({ ...MANIFEST, layers: { length: 1 } }),
  'a negative size': () => withLayer({ size: -1 }),
  'a broken size': () => withLayer({ size: 1.5 }),
  'a size beyond integers': () => withLayer({ size: 1e300 }),
  'no digest': () => withLayer({ digest: undefined }),
  'a digest with a path': () => withLayer({ digest: 'sha256:../../etc/passwd' }),
  'a digest in capitals': () => withLayer({ digest: ABSENT.digest.toUpperCase() }),
  'a digest of another kind': () => withLayer({ digest: `md5:${'0'.repeat(32)}` }),
  'annotations that are no texts': () => withLayer({ annotations: { a: 1 } }),
} as const satisfies Readonly<Record<string, () => OddDocument>>;

export type OddDocumentName = keyof typeof ODD_DOCUMENTS;

/** Puts an odd document under a tag. */
export function putOdd(repository: Repository, name: OddDocumentName, tag: string): DescriptorJson {
  const { document, mediaType } = ODD_DOCUMENTS[name]();
  const bytes = Buffer.isBuffer(document) ? document : Buffer.from(JSON.stringify(document));
  return repository.putManifest(bytes, { mediaType, tag });
}

/** Puts an index with so many images that nobody has; 100,000 of them are some 17 MB. */
export function putHugeIndex(repository: Repository, tag: string, count = 100_000): DescriptorJson {
  const manifests = Array.from({ length: count }, (_, at) => ({
    ...ABSENT,
    digest: `sha256:${at.toString(16).padStart(64, '0')}`,
    platform: { os: 'linux', architecture: 'amd64' },
  }));
  return repository.putManifest({ ...INDEX, manifests }, { tag });
}
