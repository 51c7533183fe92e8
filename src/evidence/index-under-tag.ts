import type { ResolvedImage } from '../model/image-evidence.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { type ImageSource, RegistryError } from '../registry/source.ts';
import { type Resolution, resolve } from './resolve.ts';

/**
 * The index under the tag of a reference that names one of its platforms by digest: what is signed of that index is
 * signed of the platform. undefined: there is none, or it does not list the platform.
 *
 * @throws RegistryError where nobody can tell
 */
export async function indexUnderTag(
  source: ImageSource,
  reference: ImageReference,
  { digest, kind }: ResolvedImage,
  signal: AbortSignal,
): Promise<Resolution | undefined> {
  if (reference.tag === undefined || reference.digest === undefined || kind === 'index') return undefined;
  try {
    const index = await resolve(source, { ...reference, digest: undefined }, signal);
    const { image } = index;
    return image.kind === 'index' && image.platforms.some((each) => each.digest === digest) ? index : undefined;
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'absent') return undefined;
    throw error;
  }
}
