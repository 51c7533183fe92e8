import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { pemOf } from './encoding.ts';

/** Kinds of keys that signers are known to have. `rsa-pss`: a key that says of itself that it pads so. */
export type KeyKind = 'p256' | 'p384' | 'p521' | 'secp256k1' | 'rsa2048' | 'rsa4096' | 'rsa-pss' | 'ed25519';

/** How a signature is made: null hash where the algorithm takes whole messages (Ed25519). */
export interface SigningScheme {
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null;
  /** Padding of RSA. */
  readonly padding?: 'pkcs1' | 'pss';
}

/** A key pair and the scheme that it is used with unless a test says otherwise. */
export interface SigningKey {
  readonly kind: KeyKind;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly scheme: SigningScheme;
  /** `PUBLIC KEY` block, as policies hold it. */
  readonly pem: string;
}

const CURVES = { p256: 'P-256', p384: 'P-384', p521: 'P-521', secp256k1: 'secp256k1' } as const;

/** Makes a key. SHA-256 is the default hash of all kinds but Ed25519; cosign 3 takes SHA-384 and SHA-512 for P-384 and P-521. */
export function newKey(kind: KeyKind = 'p256', scheme: Partial<SigningScheme> = {}): SigningKey {
  const { publicKey, privateKey } = generate(kind);
  const pem = pemOf(spkiOf(publicKey), 'PUBLIC KEY');
  return { kind, publicKey, privateKey, pem, scheme: { hash: kind === 'ed25519' ? null : 'sha256', ...scheme } };
}

/** SubjectPublicKeyInfo in DER. */
export function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

/** Signs bytes with a key by its own scheme or another one. ECDSA signatures are DER. */
export function signBytes(
  { privateKey, scheme }: SigningKey,
  bytes: Uint8Array,
  other: Partial<SigningScheme> = {},
): Buffer {
  const { hash, padding } = { ...scheme, ...other };
  if (padding === undefined) return sign(hash, bytes, privateKey);
  const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING, RSA_PSS_SALTLEN_DIGEST } = constants;
  if (padding === 'pkcs1') return sign(hash, bytes, { key: privateKey, padding: RSA_PKCS1_PADDING });
  return sign(hash, bytes, {
    key: privateKey,
    padding: RSA_PKCS1_PSS_PADDING,
    saltLength: RSA_PSS_SALTLEN_DIGEST,
  });
}

function generate(kind: KeyKind): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  switch (kind) {
    case 'rsa2048':
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
    case 'rsa4096':
      return generateKeyPairSync('rsa', { modulusLength: 4096 });
    case 'rsa-pss':
      return generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
    case 'ed25519':
      return generateKeyPairSync('ed25519');
    default:
      return generateKeyPairSync('ec', { namedCurve: CURVES[kind] });
  }
}
