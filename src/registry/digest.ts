import { createHash } from 'node:crypto';
import { setImmediate as immediate } from 'node:timers/promises';

/** The registered algorithms that we accept (OCI image spec, descriptor.md), with the length of their digits. */
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** True for `sha256:` and 64, or `sha512:` and 128, lower-case hexadecimal digits; for nothing else. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/** The `sha256:` digest of bytes. */
export function sha256Digest(bytes: Uint8Array): string {
  return digestBy('sha256', bytes);
}

/** The digest of bytes by the algorithm of another digest, for comparison with it; `like` must be a digest. */
export function digestLike(like: string, bytes: Uint8Array): string {
  return digestBy(like.startsWith('sha512:') ? 'sha512' : 'sha256', bytes);
}

/** True if bytes are those that a digest names; false for all bytes where the text is no digest. */
export function hasDigest(bytes: Uint8Array, digest: string): boolean {
  return isDigest(digest) && digestLike(digest, bytes) === digest;
}

/** Bytes that are hashed at a time: about 0.2 ms. */
const SLICE = 256 * 1_024;

/** The same as `hasDigest`, without holding everything else up while many bytes are hashed. */
export async function hasDigestInTurns(bytes: Uint8Array, digest: string): Promise<boolean> {
  if (bytes.length <= SLICE || !isDigest(digest)) return hasDigest(bytes, digest);
  const [algorithm = ''] = digest.split(':');
  const hash = createHash(algorithm);
  for (let at = 0; at < bytes.length; at += SLICE) {
    hash.update(bytes.subarray(at, at + SLICE));
    await immediate();
  }
  return `${algorithm}:${hash.digest('hex')}` === digest;
}

function digestBy(algorithm: 'sha256' | 'sha512', bytes: Uint8Array): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}
