import { hasDigest, isDigest } from './digest.ts';
import { MAX_MANIFEST_BYTES, type ReadManifest, readManifest } from './document.ts';
import type { LayoutFiles } from './layout-files.ts';
import { type Descriptor, RegistryError } from './source.ts';

/** Blobs of a layout in which manifests are looked for. */
const MAX_BLOBS = 10_000;
/** Bytes of them that are read in all. */
const MAX_READ = 512 * 1024 * 1024;

/**
 * All manifests of a layout that are about another one (OCI image spec, `subject`), by the digest of that one. The
 * specification has no list of them, so every blob is looked at that could be a manifest, unless it is known which are.
 * @param manifests digests of all manifests of the layout, where it lists them
 * @throws RegistryError `too-large` beyond 10,000 blobs or 512 MiB of JSON; `digest`
 */
export async function findReferrers(
  files: LayoutFiles,
  signal: AbortSignal,
  manifests?: readonly string[],
): Promise<ReadonlyMap<string, readonly Descriptor[]>> {
  const scanned = async () =>
    (await files.list(['blobs', 'sha256'], MAX_BLOBS, signal)).map((name) => `sha256:${name}`);
  const digests = [...new Set(manifests ?? (await scanned()))].filter(isDigest).sort();
  const referrers = new Map<string, Descriptor[]>();
  let read = 0;
  for (const digest of digests) {
    const [algorithm = '', hex = ''] = digest.split(':');
    const path = ['blobs', algorithm, hex];
    // What is listed is a manifest whatever it begins with; else a look at the first character spares reading layers.
    const bytes = await (manifests === undefined
      ? files.readIf(path, '{', MAX_MANIFEST_BYTES, signal)
      : files.read(path, MAX_MANIFEST_BYTES, signal));
    if (bytes === undefined) continue;
    read += bytes.length;
    if (read > MAX_READ) throw new RegistryError('too-large', `${files.name} has more than ${MAX_READ} bytes of JSON`);
    if (!hasDigest(bytes, digest))
      throw new RegistryError('digest', `${files.name} is damaged: blob ${digest} is another`);
    const found = bytes.includes('subject') ? asReferrer(bytes, digest) : undefined;
    if (found !== undefined) add(referrers, found.subject, found.descriptor);
  }
  return referrers;
}

/** Undefined for what is no manifest, or about nothing. */
function asReferrer(bytes: Buffer, digest: string): { subject: string; descriptor: Descriptor } | undefined {
  const { mediaType, document } = readIfManifest(bytes, digest) ?? {};
  if (document?.kind !== 'manifest' || mediaType === undefined || document.subject === undefined) return undefined;
  const { subject, annotations, config, artifactType = config.mediaType } = document;
  return { subject, descriptor: { mediaType, digest, size: bytes.length, artifactType, annotations } };
}

function readIfManifest(bytes: Buffer, digest: string): ReadManifest | undefined {
  try {
    return readManifest(bytes, undefined, digest);
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}

function add(referrers: Map<string, Descriptor[]>, subject: string, descriptor: Descriptor): void {
  const known = referrers.get(subject);
  if (known === undefined) referrers.set(subject, [descriptor]);
  else known.push(descriptor);
}
