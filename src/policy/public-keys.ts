import type { KeyObject } from 'node:crypto';
import { keyProblem } from '../model/public-key.ts';
import { type PemBlock, pemBlocks } from './pem.ts';
import { PRIVATE_KEY_FAULT } from './private-key.ts';

/** Keys of one authority. */
const MAX_KEYS = 16;

/**
 * The public keys of a text, each as one PEM block `PUBLIC KEY`, of the kinds that `keyProblem` finds no fault with.
 * @throws Error that says what is wrong, and quotes nothing of the text
 */
export function publicKeysIn(text: string): readonly string[] {
  const blocks = pemBlocks(text);
  if (blocks.length === 0) throw new Error('holds no public key: it starts with -----BEGIN PUBLIC KEY-----');
  if (blocks.length > MAX_KEYS) throw new Error(`holds more than ${MAX_KEYS} keys`);
  return blocks.map(publicKey);
}

function publicKey(block: PemBlock): string {
  const fault = labelFault(block.label);
  if (fault !== undefined) throw new Error(fault);
  const key = parse(block.text);
  const problem = keyProblem(key);
  if (problem !== undefined) throw new Error(`holds a key that cannot be used: ${problem}`);
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

function labelFault(label: string): string | undefined {
  if (label === 'PUBLIC KEY') return undefined;
  if (label.includes('PRIVATE KEY')) return PRIVATE_KEY_FAULT;
  if (label === 'CERTIFICATE') {
    return 'holds a certificate: write certificate in place of key, or take its key out (openssl x509 -pubkey -noout)';
  }
  if (label === 'RSA PUBLIC KEY') {
    return 'holds a key in the form of PKCS #1: convert it (openssl rsa -RSAPublicKey_in -pubout)';
  }
  return `holds a PEM block "${label}", not a PUBLIC KEY`;
}

/** Loading node:crypto takes time that most policies do not need. */
function parse(pem: string): KeyObject {
  const { createPublicKey } = process.getBuiltinModule('node:crypto');
  try {
    return createPublicKey(pem);
  } catch {
    throw new Error('holds a public key that cannot be read: it is damaged, or of an unknown kind');
  }
}
