import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { isEcdsaSignature } from '../../src/evidence/ecdsa.ts';
import { isPrehashedSignedBy } from '../../src/evidence/prehashed.ts';
import { newKey, signBytes } from '../support/signing/keys.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();

describe('ECDSA over a digest', () => {
  const CURVES = [
    ['prime256v1', 'sha256'],
    ['prime256v1', 'sha512'],
    ['secp384r1', 'sha384'],
    ['secp384r1', 'sha256'],
    ['secp521r1', 'sha512'],
    ['secp521r1', 'sha256'],
  ] as const;

  test.each(CURVES)('agrees with node:crypto: %s, %s', (namedCurve, hash) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
    const other = generateKeyPairSync('ec', { namedCurve }).publicKey;
    for (let round = 0; round < 2; round += 1) {
      const bytes = randomBytes(50);
      const digest = createHash(hash).update(bytes).digest();
      const signature = sign(hash, bytes, privateKey);
      expect(isEcdsaSignature(publicKey, digest, signature)).toBe(true);
      expect(isEcdsaSignature(other, digest, signature)).toBe(false);
      expect(isEcdsaSignature(publicKey, createHash(hash).update('other').digest(), signature)).toBe(false);
    }
  });

  test('every byte of a signature counts, as for node:crypto', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const bytes = Buffer.from('bytes');
    const signature = sign('sha256', bytes, privateKey);
    for (let at = 0; at < signature.length; at += 3) {
      const forged = Buffer.from(signature);
      forged[at] = (forged[at] ?? 0) ^ 1;
      expect([at, isEcdsaSignature(publicKey, sha256(bytes), forged)]).toEqual([at, false]);
      expect(verify('sha256', bytes, publicKey, forged)).toBe(false);
    }
  });

  const integer = (hex: string) => `02${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`;
  const pair = (...numbers: readonly string[]) => {
    const body = numbers.map(integer).join('');
    return Buffer.from(`30${(body.length / 2).toString(16).padStart(2, '0')}${body}`, 'hex');
  };
  const ORDER = '00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';

  test.each([
    ['r = 0', pair('00', '01')],
    ['s = 0', pair('01', '00')],
    ['r = n', pair(ORDER, '01')],
    ['s = n', pair('01', ORDER)],
    ['negative', pair('ff', '01')],
    ['padded', pair('0001', '01')],
    ['empty numbers', pair('', '01')],
    ['three numbers', pair('01', '01', '01')],
    ['one number', pair('01')],
    ['something after it', Buffer.concat([pair('01', '01'), Buffer.from([0])])],
    ['no DER', Buffer.from('00')],
    ['nothing', Buffer.alloc(0)],
    ['no signature of this', pair('01', '01')],
  ])('is not %s', (_, signature) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    expect(isEcdsaSignature(publicKey, sha256(Buffer.from('x')), signature)).toBe(false);
  });

  test('has one s, not every number that is s modulo the order', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const bytes = Buffer.from('bytes');
    const signature = sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const [r, s] = [signature.subarray(0, 32), signature.subarray(32)].map((part) => `00${part.toString('hex')}`);
    const more = (BigInt(`0x${s}`) + BigInt(`0x${ORDER}`)).toString(16).padStart(66, '0');
    const stripped = (hex = '') => hex.replace(/^(?:00(?=[0-7])|00(?=00[89a-f]))+/, '');
    expect(isEcdsaSignature(publicKey, sha256(bytes), pair(stripped(r), stripped(s)))).toBe(true);
    expect(isEcdsaSignature(publicKey, sha256(bytes), pair(stripped(r), stripped(more)))).toBe(false);
  });

  test('is not on other curves', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const bytes = Buffer.from('bytes');
    expect(isEcdsaSignature(publicKey, sha256(bytes), sign('sha256', bytes, privateKey))).toBe(false);
  });

  // u1·G + u2·Q is the point at infinity where the private key is chosen so: (digest + r·d) = 0 modulo n.
  test('is not the point at infinity, and takes a key that is the base point', () => {
    const order = BigInt(`0x${ORDER}`);
    const digest = Buffer.alloc(32);
    digest[31] = 5;
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: Buffer.from('6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296', 'hex').toString('base64url'),
      y: Buffer.from('4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5', 'hex').toString('base64url'),
    };
    const base = createPublicKey({ key: jwk, format: 'jwk' });
    const opposite = (order - 5n).toString(16).padStart(64, '0');
    expect(isEcdsaSignature(base, digest, pair(`00${opposite}`, '01'))).toBe(false);
    // r = s = x of 2G modulo n and digest 0 give u1 = 0, u2 = 1, which is G: not r. Doubling is met with digest = r.
    const r = '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296';
    expect(isEcdsaSignature(base, Buffer.from(r, 'hex'), pair(r, '01'))).toBe(false);
    expect(isEcdsaSignature(base, Buffer.alloc(32), pair(r, r))).toBe(true);
  });
});

describe('other keys over a digest', () => {
  const bytes = Buffer.from('bytes');

  test('RSA with PKCS #1', () => {
    const key = newKey('rsa2048');
    const signature = signBytes(key, bytes);
    expect(isPrehashedSignedBy(key.publicKey, sha256(bytes), signature)).toBe(true);
    expect(isPrehashedSignedBy(key.publicKey, sha256(Buffer.from('other')), signature)).toBe(false);
    expect(isPrehashedSignedBy(newKey('rsa2048').publicKey, sha256(bytes), signature)).toBe(false);
    expect(isPrehashedSignedBy(key.publicKey, sha256(bytes), signBytes(key, bytes, { hash: 'sha384' }))).toBe(false);
    expect(isPrehashedSignedBy(key.publicKey, sha256(bytes), signBytes(key, bytes, { padding: 'pss' }))).toBe(false);
    expect(isPrehashedSignedBy(key.publicKey, sha256(bytes), Buffer.from('x'))).toBe(false);
  });

  test.each(['ed25519', 'rsa-pss'] as const)('%s needs the bytes', (kind) => {
    const key = newKey(kind);
    const refused = () => isPrehashedSignedBy(key.publicKey, sha256(bytes), signBytes(key, bytes));
    expect(refused).toThrow(`a signature of a key of type ${kind} needs the signed file, not its digest`);
  });
});
