import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { pemBlocks } from './pem.ts';
import { reasonOf, refuse } from './refused.ts';

const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];
const RSA_BITS = { least: 2_048, most: 16_384 };
const MOST_KEYS = 16;

/**
 * Reads PEM blocks `PUBLIC KEY`, of which there may be several in one text.
 * @throws Refused for anything else, and for keys that {@link keyProblem} finds fault with
 */
export function readPublicKeys(pem: string, what: string): readonly KeyObject[] {
  return pemBlocks(pem, 'PUBLIC KEY', MOST_KEYS, what).map((der) => readPublicKey(der, what));
}

/** What is wrong with PEM blocks of public keys, for the person who configured them; undefined where nothing is. */
export function checkPublicKeys(pem: string): string | undefined {
  try {
    readPublicKeys(pem, 'the text');
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Reads a SubjectPublicKeyInfo. @throws Refused */
export function readPublicKey(der: Buffer, what: string): KeyObject {
  const key = decode(der) ?? refuse(`${what} is not a public key`);
  const problem = keyProblem(key);
  return problem === undefined ? key : refuse(`${what} cannot be used: ${problem}`);
}

function decode(der: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/**
 * Why signatures of a key are not taken; undefined where they are: EC on the curves of NIST, RSA from 2,048 bits,
 * Ed25519 (the algorithms of Sigstore, algorithm-registry.md).
 */
export function keyProblem({ asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: KeyObject) {
  switch (type) {
    case 'ed25519':
      return undefined;
    case 'ec':
      return CURVES.includes(details.namedCurve ?? '')
        ? undefined
        : 'an EC key must be on the curve P-256, P-384 or P-521';
    case 'rsa':
    case 'rsa-pss':
      return rsaProblem(details);
    default:
      return `a key of type ${type} is not taken: use EC, RSA or Ed25519`;
  }
}

function rsaProblem({ modulusLength: bits = 0, publicExponent = 0n }: NonNullable<KeyObject['asymmetricKeyDetails']>) {
  if (bits < RSA_BITS.least || bits > RSA_BITS.most) {
    return `an RSA key must have from ${RSA_BITS.least} to ${RSA_BITS.most} bits, not ${bits}`;
  }
  return publicExponent < 3n ? 'the exponent of an RSA key must be at least 3' : undefined;
}

/** SHA-256 of the SubjectPublicKeyInfo, in hexadecimal digits. */
export function fingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}
