import type { ImageReference } from '../../src/model/image-reference.ts';

/** Digits of a digest. */
export const HEX_64 = '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9';
export const SHA256 = `sha256:${HEX_64}`;
export const SHA512 = `sha512:${HEX_64}${HEX_64}`;

/** A reference, part by part. */
export function reference(registry: string, repository: string, tag?: string, digest?: string): ImageReference {
  return { registry, repository, tag, digest };
}
