import type { SignatureStore } from '../model/image-policy.ts';
import { printable } from '../model/printable.ts';
import { type Descriptor, type ImageSource, RegistryError, type RepositoryName } from '../registry/source.ts';
import { ArtifactReader, type Found, joined, MAX_CANDIDATES, type Sought } from './artifacts.ts';

/** Where a policy says that signatures lie, or else beside the image. */
export function storeOf(
  { registry, repository }: RepositoryName,
  elsewhere: SignatureStore | undefined,
): SignatureStore {
  return elsewhere ?? { registry, repository, tagPrefix: '' };
}

/** Attestation manifests that an index lists: they carry what is attested of one platform. */
export interface Carriers {
  /** That of the index. */
  readonly repository: RepositoryName;
  readonly digests: readonly string[];
}

/** Everything that may be a signature of a digest. */
export interface Discovery extends Found {
  /** What could not be asked. Where nothing else proves the image, it is not known whether it is signed. */
  readonly errors: readonly RegistryError[];
}

/**
 * Looks for signatures of one digest, everywhere at once: the referrers API, the fallback tag in its place (OCI
 * distribution 1.1, "Referrers Tag Schema"), and the `.sig` and `.att` tags of cosign. What a registry or an index says
 * of a manifest is no proof of what it is: each one is opened.
 *
 * @param sha256 `sha256:` and 64 hex digits
 * @param carriers those of the digest; absent: none
 */
export async function discover(
  source: ImageSource,
  store: SignatureStore,
  sha256: string,
  sought: Sought,
  signal: AbortSignal,
  carriers?: Carriers,
): Promise<Discovery> {
  const errors: RegistryError[] = [];
  const orNothing = async <Result>(result: Promise<Result>): Promise<Result | undefined> => {
    try {
      return await result;
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      if (error.code !== 'absent') errors.push(error);
      return undefined;
    }
  };
  const fallback = sha256.replace(':', '-');
  const legacy = `${store.tagPrefix}${fallback}`;
  const reader = new ArtifactReader(source, store, sha256, sought, signal);
  const tagged = async (tag: string): Promise<Found | undefined> => {
    const manifest = await orNothing(source.manifest(store, tag, signal));
    return manifest && reader.tagged(manifest, tag);
  };
  const [listed = [], indexed = [], ...legacyFound] = await Promise.all([
    orNothing(source.referrers(store, sha256, MAX_CANDIDATES, signal)),
    orNothing(fallbackReferrers(source, store, fallback, signal)),
    tagged(`${legacy}.sig`),
    tagged(`${legacy}.att`),
  ]);
  const referrers = new Map([...indexed, ...listed].map((descriptor) => [descriptor.digest, descriptor]));
  if (referrers.size > MAX_CANDIDATES) errors.push(tooMany(store));
  // They lie where the index does, wherever signatures are kept. What an index lists, which may be signed, comes before
  // what anybody may push: neither a list of referrers nor their number hides it.
  const inside = carriers?.digests ?? [];
  const beside = new ArtifactReader(source, carriers?.repository ?? store, sha256, sought, signal);
  const inIndex = await Promise.all(inside.map((digest) => beside.carrier(digest)));
  for (const digest of inside) referrers.delete(digest);
  const opened = await Promise.all(
    [...referrers.values()].slice(0, MAX_CANDIDATES).map((descriptor) => reader.referrer(descriptor)),
  );
  const { candidates, ...found } = joined([...inIndex, ...opened, ...legacyFound.filter((each) => each !== undefined)]);
  if (candidates.length > MAX_CANDIDATES) errors.push(tooMany(store));
  return {
    ...found,
    candidates: candidates.slice(0, MAX_CANDIDATES),
    errors: [...errors, ...reader.errors, ...beside.errors],
  };
}

/** The index that clients keep under the fallback tag where a registry has no referrers API. Anybody may write it. */
async function fallbackReferrers(
  source: ImageSource,
  store: RepositoryName,
  tag: string,
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  const { document } = await source.manifest(store, tag, signal);
  if (document.kind === 'index') {
    if (document.manifests.length > MAX_CANDIDATES) throw tooMany(store);
    return document.manifests;
  }
  const { registry, repository } = store;
  throw new RegistryError('malformed', `tag ${tag} of ${registry}/${repository} should be an index of referrers`);
}

function tooMany({ registry, repository }: RepositoryName): RegistryError {
  const place = printable(`${registry}/${repository}`);
  return new RegistryError(
    'too-large',
    `there are more than ${MAX_CANDIDATES} signatures and attestations in ${place}`,
  );
}
