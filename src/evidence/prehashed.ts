import { constants, type KeyObject, publicDecrypt } from 'node:crypto';
import { isEcdsaSignature } from './ecdsa.ts';
import { refuse } from './refused.ts';

/** DigestInfo of SHA-256 before the digest itself (RFC 8017, section 9.2, note 1). */
const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/**
 * Whether a key signed something of which only the SHA-256 is known. `node:crypto` hashes what it verifies, so
 * ECDSA is done here, and for RSA the padding is taken off and compared.
 * @throws Refused for keys that sign more than a SHA-256
 */
export function isPrehashedSignedBy(key: KeyObject, sha256: Buffer, signature: Buffer): boolean {
  switch (key.asymmetricKeyType) {
    case 'ec':
      return isEcdsaSignature(key, sha256, signature);
    case 'rsa':
      return isPkcs1Signature(key, sha256, signature);
    default:
      return refuse(`a signature of a key of type ${key.asymmetricKeyType} needs the signed file, not its digest`);
  }
}

function isPkcs1Signature(key: KeyObject, sha256: Buffer, signature: Buffer): boolean {
  try {
    const signed = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
    return signed.equals(Buffer.concat([SHA256_DIGEST_INFO, sha256]));
  } catch {
    return false;
  }
}
