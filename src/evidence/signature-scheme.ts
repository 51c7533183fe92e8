import { constants, type KeyObject, verify } from 'node:crypto';
import { HASHES, type Hash } from './signed-material.ts';

/** How a key may have signed. */
export interface Scheme {
  /** null: the key hashes by itself (Ed25519). */
  readonly hash: Hash | null;
  readonly padding?: number;
}

const CURVE_HASHES: ReadonlyMap<string, readonly Hash[]> = new Map([
  ['prime256v1', ['sha256']],
  ['secp384r1', ['sha384', 'sha256']],
  ['secp521r1', ['sha512', 'sha256']],
]);

/**
 * Signatures do not say how they were made. Signers take the hash of the curve, or SHA-256 for every key as older
 * ones did; RSA keys pad in either way. Each is sound by itself, so that what any of them verifies is signed.
 */
export function schemesOf({
  asymmetricKeyType: type,
  asymmetricKeyDetails: details = {},
}: KeyObject): readonly Scheme[] {
  const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = constants;
  switch (type) {
    case 'ec':
      return (CURVE_HASHES.get(details.namedCurve ?? '') ?? []).map((hash) => ({ hash }));
    case 'rsa':
      return [RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING].map((padding) => ({ hash: 'sha256', padding }));
    case 'rsa-pss':
      return HASHES.filter((hash) => hash === (details.hashAlgorithm ?? 'sha256')).map((hash) => ({ hash }));
    case 'ed25519':
      return [{ hash: null }];
    default:
      return [];
  }
}

/** Whether the key signed the bytes in one of its ways. False for what is no signature at all. */
export function isSignedBy(key: KeyObject, bytes: Buffer, signature: Buffer): boolean {
  return schemesOf(key).some(({ hash, padding }) => {
    try {
      return verify(hash, bytes, padding === undefined ? key : { key, padding }, signature);
    } catch {
      return false;
    }
  });
}
