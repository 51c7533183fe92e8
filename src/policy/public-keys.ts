import type { KeyObject } from 'node:crypto';
import { printable } from '../model/printable.ts';
import { type PemBlock, pemBlocks } from './pem.ts';
import { PRIVATE_KEY_FAULT } from './private-key.ts';

/** Keys of one authority. */
const MAX_KEYS = 16;
const CURVES: readonly (string | undefined)[] = ['prime256v1', 'secp384r1', 'secp521r1'];
const MIN_MODULUS = 2_048;
const MAX_MODULUS = 16_384;

/**
 * The public keys of a text, each as one PEM block `PUBLIC KEY`: ECDSA on P-256, P-384 or P-521, RSA and RSA-PSS of
 * 2,048 to 16,384 bits, Ed25519.
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
  const unfit = keyFault(key);
  if (unfit !== undefined) throw new Error(unfit);
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

function keyFault({ asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: KeyObject): string | undefined {
  const { namedCurve, modulusLength = 0 } = details;
  switch (type) {
    case 'ed25519':
      return undefined;
    case 'ec':
      return CURVES.includes(namedCurve)
        ? undefined
        : `holds an EC key on ${printable(namedCurve ?? 'a curve without a name', 32)}; P-256, P-384 and P-521 are known`;
    case 'rsa':
    case 'rsa-pss':
      return modulusLength >= MIN_MODULUS && modulusLength <= MAX_MODULUS
        ? undefined
        : `holds an RSA key of ${modulusLength} bits; ${MIN_MODULUS} to ${MAX_MODULUS} are allowed`;
    default:
      return `holds a key of type ${type}; EC, RSA, RSA-PSS and Ed25519 are known`;
  }
}
