import type { PlatformManifest, ResolvedImage } from '../model/image-evidence.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { sha256Digest } from '../registry/digest.ts';
import { type Descriptor, type FetchedManifest, type ImageSource, RegistryError } from '../registry/source.ts';

/** Platforms of one index that are looked at; there are about 20 in the largest public ones. */
const MAX_PLATFORMS = 64;

/** A resolved reference with its document. */
export interface Resolution {
  readonly image: ResolvedImage;
  readonly manifest: FetchedManifest;
  /** `sha256:` of the same bytes: signatures name images by it alone, whatever the reference names them by. */
  readonly sha256: string;
}

/**
 * Finds what a reference stands for: by its digest where it has one, else by its tag, else by `latest`.
 * @throws RegistryError
 */
export async function resolve(
  source: ImageSource,
  reference: ImageReference,
  signal: AbortSignal,
): Promise<Resolution> {
  const { digest, tag = 'latest' } = reference;
  const manifest = await source.manifest(reference, digest ?? tag, signal);
  const { document, bytes, mediaType } = manifest;
  const sha256 = manifest.digest.startsWith('sha256:') ? manifest.digest : sha256Digest(bytes);
  const platforms =
    document.kind === 'index'
      ? platformsOf(document.manifests, reference)
      : [{ digest: manifest.digest, platform: 'unknown' }];
  return { image: { digest: manifest.digest, mediaType, kind: document.kind, platforms }, manifest, sha256 };
}

function platformsOf(
  manifests: readonly Descriptor[],
  { registry, repository }: ImageReference,
): readonly PlatformManifest[] {
  const images = manifests.filter(({ platform }) => !isNoPlatform(platform));
  if (images.length > MAX_PLATFORMS) {
    const message = `the index in ${registry}/${repository} lists more than ${MAX_PLATFORMS} platforms`;
    throw new RegistryError('too-large', message);
  }
  return images.map(({ digest, platform }) => ({ digest, platform: platformName(platform) }));
}

/** BuildKit lists attestations beside images, under a platform that no node has (attestation storage, buildkit docs). */
function isNoPlatform(platform: Descriptor['platform']): boolean {
  return platform?.os === 'unknown' && platform.architecture === 'unknown';
}

/** `linux/arm64/v8`; a descriptor may leave its platform out, and then the config says. */
export function platformName(platform: Descriptor['platform']): string {
  if (platform === undefined) return 'unknown';
  const { os, architecture, variant } = platform;
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}
