import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { keyProblem } from '../model/public-key.ts';
import { pemBlocks } from './pem.ts';
import { reasonOf, refuse } from './refused.ts';

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

/** SHA-256 of the SubjectPublicKeyInfo, in hexadecimal digits. */
export function fingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}
