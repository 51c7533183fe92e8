import type { ImageReference } from '../model/image-reference.ts';
import { RegistryError } from '../registry/source.ts';
import { type Findings, survey, type Wanted } from './survey.ts';
import type { SearchTools } from './verifier.ts';

/** Bytes of all attestations of one image. */
const MAX_BYTES = 128 * 1_024 * 1_024;

/**
 * Everything that is attested of an image and of each of its platforms: vulnerability scans, lists of what is in it,
 * where it was built. Verified by the authorities that are given; those that no authority accepts are listed all the
 * same, and say nothing.
 *
 * @throws RegistryError where the image itself could not be had, or its attestations are too large
 */
export function findAttestations(
  reference: ImageReference,
  wanted: Omit<Wanted, 'purpose'>,
  tools: SearchTools,
  signal: AbortSignal,
): Promise<Findings> {
  let bytes = 0;
  const weigh = (size: number) => {
    bytes += size;
    if (bytes <= MAX_BYTES) return;
    throw new RegistryError('too-large', `the attestations together are larger than ${MAX_BYTES / 2 ** 20} MiB`);
  };
  return survey(reference, { ...wanted, purpose: 'attestations', weigh }, tools, signal);
}
