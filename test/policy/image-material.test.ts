import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Authority } from '../../src/model/image-policy.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { createAuthority } from '../support/certificates.ts';
import {
  imageFaults,
  type LoadSetting,
  loadImages,
  publicKey,
  requirementOf,
  withAuthorities,
} from './image-documents.ts';

/** Keys and certificates that policies hold or name. */

const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const ec = (namedCurve: string) => spki(generateKeyPairSync('ec', { namedCurve }).publicKey);

const withKey = (key: JsonObject) => withAuthorities({ name: 'vendor', key });

function authorityOf(document: JsonObject, setting?: LoadSetting): Authority | undefined {
  return requirementOf(document, setting).authorities[0];
}

describe('public keys', () => {
  test.each([
    ['P-256', ec('prime256v1')],
    ['P-384', ec('secp384r1')],
    ['P-521', ec('secp521r1')],
    ['RSA of 2,048 bits', spki(rsa(2_048).publicKey)],
    ['RSA-PSS', spki(generateKeyPairSync('rsa-pss', { modulusLength: 2_048 }).publicKey)],
    ['Ed25519', publicKey()],
  ])('%s', (_, pem) => {
    expect(authorityOf(withKey({ pem }))).toMatchObject({ kind: 'key', keys: [pem] });
  });

  test.each([
    ['no PEM', 'MFkwEwYHKoZIzj0CAQYI', 'holds no public key: it starts with -----BEGIN PUBLIC KEY-----'],
    ['an end that is missing', '-----BEGIN PUBLIC KEY-----\nMFkw', 'has a PEM block without its end'],
    ['a label that is missing', '-----BEGIN ', 'has a PEM block without a label'],
    [
      'rubbish in a block',
      '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----',
      'holds a public key that cannot be read',
    ],
    [
      'another block',
      '-----BEGIN PGP MESSAGE-----\n-----END PGP MESSAGE-----',
      'holds a PEM block "PGP MESSAGE", not a PUBLIC KEY',
    ],
    [
      'another curve',
      ec('secp256k1'),
      'holds a key that cannot be used: an EC key must be on the curve P-256, P-384 or P-521',
    ],
    [
      'a short RSA key',
      spki(rsa(1_024).publicKey),
      'holds a key that cannot be used: an RSA key must have from 2048 to 16384 bits, not 1024',
    ],
    [
      'another kind',
      publicKey('ed448'),
      'holds a key that cannot be used: a key of type ed448 is not taken: use EC, RSA or Ed25519',
    ],
    [
      'PKCS #1',
      rsa(2_048).publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      'holds a key in the form of PKCS #1: convert it',
    ],
    ['seventeen keys', publicKey().repeat(17), 'holds more than 16 keys'],
  ])('not %s', (_, pem, fault) => {
    expect(imageFaults([withKey({ pem })])).toEqual([expect.stringContaining(`key.pem: ${fault}`)]);
  });

  test('not a private key, which is not quoted', () => {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const faults = imageFaults([withKey({ pem })]);
    expect(faults).toEqual([expect.stringContaining('key.pem: holds a private key, which belongs in no policy')]);
    expect(faults.join()).not.toContain(pem.split('\n')[1]);
  });

  test('not a certificate', async () => {
    const { cert } = await createAuthority();
    expect(imageFaults([withKey({ pem: cert })])).toEqual([
      expect.stringContaining('write certificate in place of key'),
    ]);
  });

  test('in a file', () => {
    const pem = publicKey();
    expect(authorityOf(withKey({ file: 'keys/vendor.pem' }), { files: { 'keys/vendor.pem': pem } })).toMatchObject({
      keys: [pem],
    });
    expect(imageFaults([withKey({ file: 'keys/vendor.pem' })])).toEqual([
      'spec.require.signatures[0].key.file: cannot be read: no such file beside policy.yaml',
    ]);
  });

  test('in exactly one place', () => {
    expect(imageFaults([withKey({})])).toEqual([expect.stringContaining('.key: needs pem, file or secret')]);
    expect(imageFaults([withKey({ pem: 'a', file: 'b' })])).toEqual([
      expect.stringContaining('.key.file: goes without "pem": there is one of pem, file or secret'),
    ]);
  });

  describe('in a Secret', () => {
    const secret = { namespace: 'tidewaiter', name: 'vendor', key: 'cosign.pub' };

    test('that is read', () => {
      const pem = publicKey();
      const setting = { secrets: { 'tidewaiter/vendor/cosign.pub': pem } };
      expect(authorityOf(withKey({ secret }), setting)).toMatchObject({ kind: 'key', keys: [pem] });
    });

    test('that nobody can read where there is no cluster: it accepts nothing, and says why', () => {
      expect(authorityOf(withKey({ secret }))).toEqual({
        name: 'vendor',
        kind: 'static',
        result: 'Deny',
        message: 'its key is in the Secret tidewaiter/vendor, which only the webhook can read (--pull-secrets cluster)',
      });
    });

    test('that is not there', () => {
      expect(imageFaults([withKey({ secret })], { secrets: {} })).toEqual([
        'spec.require.signatures[0].key.secret: cannot be read: there is no such Secret',
      ]);
    });

    test('of a bad name', () => {
      expect(imageFaults([withKey({ secret: { ...secret, key: 'a/b' } })])).toEqual([
        expect.stringContaining('.key.secret.key: has letters, digits, "-", "_" and "." only'),
      ]);
    });
  });
});

describe('certificates', () => {
  const withCertificate = (certificate: JsonObject) => withAuthorities({ name: 'corp', certificate });

  test('of an authority', async () => {
    const { cert } = await createAuthority();
    const expected = {
      kind: 'certificate',
      subject: { exactly: 'ci@example.com' },
      certificates: [expect.any(String)],
    };
    expect(authorityOf(withCertificate({ pem: cert, subject: 'ci@example.com' }))).toMatchObject(expected);
    const setting = { files: { 'ca.pem': cert } };
    expect(authorityOf(withCertificate({ file: 'ca.pem', subject: 'ci@example.com' }), setting)).toMatchObject(
      expected,
    );
  });

  test('that are none', async () => {
    const { cert, issue } = await createAuthority();
    const leaf = await issue();
    const faults = (pem: string) => imageFaults([withCertificate({ pem, subject: 's' })]);
    expect(faults(leaf.cert)).toEqual([
      expect.stringContaining('certificate.pem: holds a certificate that is no authority'),
    ]);
    expect(faults(`${cert}${leaf.key}`)).toEqual([expect.stringContaining('holds a private key')]);
    const label = ['PRIVATE', 'KEY'].join(' ');
    expect(faults(`-----BEGIN ${label}-----\n-----END ${label}-----`)).toEqual([
      expect.stringContaining('holds a private key where certificates are wanted'),
    ]);
    expect(faults('nothing')).toEqual([expect.stringContaining('holds no certificate')]);
    expect(faults(publicKey())).toEqual([expect.stringContaining('holds a PEM block "PUBLIC KEY", not a CERTIFICATE')]);
    expect(faults('-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----')).toEqual([
      expect.stringContaining('holds a certificate that cannot be read'),
    ]);
    expect(faults(cert.repeat(33))).toEqual([expect.stringContaining('holds more than 32 certificates')]);
  });

  test('in one place, for somebody', async () => {
    const { cert } = await createAuthority();
    expect(imageFaults([withCertificate({ subject: 's' })])).toEqual([
      expect.stringContaining('.certificate: needs pem or file'),
    ]);
    expect(imageFaults([withCertificate({ pem: cert })])).toEqual([
      expect.stringContaining('.certificate: needs subject,'),
    ]);
    expect(imageFaults([withCertificate({ file: 'ca.pem', subject: 's' })])).toEqual([
      expect.stringContaining('certificate.file: cannot be read: no such file beside policy.yaml'),
    ]);
  });
});

describe('what is the same', () => {
  const one = publicKey();
  const key = (document: JsonObject, setting?: LoadSetting) => requirementOf(document, setting).key;

  test('has the same key, wherever it is written', () => {
    expect(key(withKey({ pem: one }))).toBe(key(withKey({ file: 'a' }), { files: { a: one } }));
    expect(key(withKey({ pem: one }))).toBe(key(withKey({ pem: `comment\n${one}` })));
  });

  test('differs with the bytes of the key, with the version of the policies', () => {
    const load = (text: string) => loadImages([withKey({ file: 'a' })], { files: { a: text } });
    const other = publicKey();
    expect(key(withKey({ file: 'a' }), { files: { a: other } })).not.toBe(key(withKey({ pem: one })));
    expect(load(one).version).toBe(load(one).version);
    expect(load(other).version).not.toBe(load(one).version);
  });

  test('has another version with files that were swapped', () => {
    const keyOf = (name: string, file: string) => ({ name, key: { file } });
    const load = (a: string, b: string) =>
      loadImages([withAuthorities(keyOf('alice', 'a'), keyOf('bob', 'b'))], { files: { a, b } }).version;
    const other = publicKey();
    expect(load(one, other)).toBe(load(one, other));
    expect(load(other, one)).not.toBe(load(one, other));
  });

  test('differs with what happens in an outage', () => {
    const warn = { ...withKey({ pem: one }), spec: { ...(withKey({ pem: one }).spec as JsonObject), degrade: 'warn' } };
    expect(key(warn)).not.toBe(key(withKey({ pem: one })));
  });
});
