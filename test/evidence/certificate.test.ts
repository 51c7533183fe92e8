import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { x509 } from '../../certs/x509.ts';
import { readCertificate, signerName, visibleAscii } from '../../src/evidence/certificate.ts';
import { elements, oid, only, TAG } from '../../src/evidence/der.ts';
import { checkPublicKeys } from '../../src/evidence/public-key.ts';
import { isSignedBy, schemesOf } from '../../src/evidence/signature-scheme.ts';
import { keyProblem } from '../../src/model/public-key.ts';
import { issueLeaf, newKey, pemOf, USAGE } from '../support/signing/index.ts';
import { createIssuer, issueCertificate } from '../support/signing/issuer.ts';

const bytes = (hex: string) => Buffer.from(hex, 'hex');

describe('DER', () => {
  test.each([
    ['a length beyond the end', '0405'],
    ['no length', '04'],
    ['a long length without its bytes', '0482'],
    ['an indefinite length', '3080'],
    ['a length of five bytes', '048500000000'],
    ['a long form for a short length', '04817f'],
    ['a long form with a zero in front', '04820080'],
    ['a tag of several bytes', '1f0100'],
  ])('%s', (_, hex) => {
    expect(() => elements(bytes(hex))).toThrow('a certificate is not valid DER');
  });

  test('lists, and single elements', () => {
    expect(elements(bytes('020105040161')).map(({ tag }) => tag)).toEqual([TAG.integer, TAG.octetString]);
    expect(elements(Buffer.concat([bytes('048180'), Buffer.alloc(128)]))[0]?.value.length).toBe(128);
    expect(() => elements(Buffer.concat(Array.from({ length: 129 }, () => bytes('0500'))))).toThrow(
      'more than 128 elements',
    );
    expect(only(bytes('020105'), TAG.integer)).toEqual(bytes('05'));
    expect(() => only(bytes('020105020105'), TAG.integer)).toThrow('something else');
    expect(() => only(bytes('020105'), TAG.octetString)).toThrow('something else');
  });

  test('object identifiers', () => {
    const read = (hex: string) => oid({ tag: TAG.objectIdentifier, value: bytes(hex) });
    expect(read('2b0601040183bf300108')).toBe('1.3.6.1.4.1.57264.1.8');
    expect(read('883703')).toBe('2.999.3');
    expect(read('00')).toBe('0.0');
    expect(() => read('')).toThrow('lacks an object identifier');
    expect(() => oid({ tag: TAG.integer, value: bytes('01') })).toThrow('lacks an object identifier');
    expect(() => read('2b81')).toThrow('odd object identifier');
    expect(() => read('01'.repeat(33))).toThrow('odd object identifier');
  });

  test('text of identities', () => {
    expect(visibleAscii(Buffer.from('a!~'), 'it')).toBe('a!~');
    for (const text of ['', 'a b', 'a\x7f', 'é', 'a\0']) {
      expect(() => visibleAscii(Buffer.from(text), 'it')).toThrow('it is not made of visible ASCII characters');
    }
  });
});

describe('certificates', () => {
  const period = { from: new Date(Date.now() - 3_600_000), until: new Date(Date.now() + 3_600_000) };

  test('with something after the end', async () => {
    const { certificate, pem } = await createIssuer('CN=a', period);
    expect(readCertificate(certificate)).toMatchObject({
      isAuthority: true,
      pathLength: undefined,
      purposes: undefined,
    });
    expect(() => readCertificate(Buffer.concat([certificate, Buffer.from([0])]))).toThrow();
    expect(() => readCertificate(Buffer.from(pem))).toThrow('a certificate has something before or after it');
  });

  test.each<[string, readonly (readonly [string, boolean, string])[], RegExp]>([
    ['an extension without value', [['1.2.3', false, '']], /odd|^$/],
    ['odd basic constraints', [['2.5.29.19', true, '3006010101020100']], /^$/],
    ['a path length that is none', [['2.5.29.19', true, '30060101ff040100']], /odd path length/],
    ['constraints that are no sequence', [['2.5.29.19', true, '0101ff']], /something else than its format wants/],
  ])('with %s', async (_, extensions, reason) => {
    const issuer = await createIssuer('CN=a', period);
    const certificate = await issueCertificate(issuer, {
      ...period,
      serialNumber: '01',
      subject: 'CN=b',
      publicKey: newKey().publicKey,
      extensions: extensions.map(([id, critical, value]) => new x509.Extension(id, critical, bytes(value))),
    });
    let message = '';
    try {
      readCertificate(certificate);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(reason);
  });

  test('for no digital signatures', async () => {
    const issuer = await createIssuer('CN=a', period);
    const certificate = await issueCertificate(issuer, {
      ...period,
      serialNumber: '01',
      subject: '',
      publicKey: newKey().publicKey,
      extensions: [
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyAgreement, true),
        new x509.ExtendedKeyUsageExtension([USAGE.codeSigning]),
      ],
    });
    expect(() => signerName(readCertificate(certificate))).toThrow('not made for signatures (keyUsage)');
  });

  test('signed in a way that is not taken', async () => {
    const issuer = await createIssuer('CN=a', period);
    const leaf = await issueLeaf(newKey().publicKey, {
      san: 'https://a.test',
      ctLog: null,
      issuedBy: issuer,
      ...period,
    });
    const sha1 = Buffer.from(leaf.toString('hex').replaceAll('06082a8648ce3d040302', '06082a8648ce3d040301'), 'hex');
    expect(() => readCertificate(sha1)).toThrow('signed in a way that is not taken (1.2.840.10045.4.3.1)');
  });

  test('with a key that is too small', async () => {
    const issuer = await createIssuer('CN=a', period);
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    const leaf = await issueLeaf(publicKey, { san: [], subject: 'CN=small', ctLog: null, issuedBy: issuer, ...period });
    expect(() => readCertificate(leaf)).toThrow(
      'the certificate of "CN=small" cannot be used: an RSA key must have from 2048',
    );
    const nameless = await issueLeaf(publicKey, { san: [], ctLog: null, issuedBy: issuer, ...period });
    expect(() => readCertificate(nameless)).toThrow(/the certificate of "serial number [0-9A-F]+" cannot be used/);
  });
});

describe('keys', () => {
  const spki = (key: ReturnType<typeof newKey>['publicKey']) =>
    pemOf(key.export({ type: 'spki', format: 'der' }), 'PUBLIC KEY');

  test.each(['p256', 'p384', 'p521', 'rsa2048', 'rsa-pss', 'ed25519'] as const)('%s is taken', (kind) => {
    expect(checkPublicKeys(newKey(kind).pem)).toBeUndefined();
  });

  test.each([
    [
      'secp256k1',
      () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
      'an EC key must be on the curve P-256, P-384 or P-521',
    ],
    [
      'RSA with 1,024 bits',
      () => generateKeyPairSync('rsa', { modulusLength: 1_024 }),
      'an RSA key must have from 2048 to 16384 bits, not 1024',
    ],
    ['Ed448', () => generateKeyPairSync('ed448'), 'a key of type ed448 is not taken: use EC, RSA or Ed25519'],
    ['X25519', () => generateKeyPairSync('x25519'), 'a key of type x25519 is not taken: use EC, RSA or Ed25519'],
  ])('%s is not', (_, generate, problem) => {
    const { publicKey } = generate();
    expect(keyProblem(publicKey)).toBe(problem);
    expect(checkPublicKeys(spki(publicKey))).toBe(`the text cannot be used: ${problem}`);
    expect(isSignedBy(publicKey, Buffer.from('a'), Buffer.from('b'))).toBe(false);
  });

  test('an exponent that makes everything a signature is not', () => {
    const details = { modulusLength: 2_048, publicExponent: 1n };
    const problem = keyProblem({ asymmetricKeyType: 'rsa', asymmetricKeyDetails: details });
    expect(problem).toBe('the exponent of an RSA key must be at least 3');
  });

  test.each([
    ['', 'the text holds no PEM block "PUBLIC KEY"'],
    ['text', 'the text is not PEM text'],
    ['-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', 'the text is not a public key'],
    ['-----BEGIN PUBLIC KEY-----\nAAAA', 'the text holds a PEM block without an end'],
    [
      '-----BEGIN PUBLIC KEY-----\nAAA!\n-----END PUBLIC KEY-----',
      'the text holds a PEM block that is not valid base64',
    ],
    ['-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----', 'the text holds a PEM block that is not valid base64'],
    ['-----BEGIN RSA PUBLIC KEY-----\n', 'the text holds a PEM block "RSA PUBLIC KEY"; only "PUBLIC KEY" is taken'],
    [`${newKey().pem}\r\n\r\n${newKey('ed25519').pem}text`, 'the text is not PEM text'],
    [newKey().pem.repeat(17), 'the text holds more than 16 PEM blocks'],
  ])('%j', (text, problem) => {
    expect(checkPublicKeys(text)).toBe(problem);
  });

  test('an rsa-pss key is used with its own hash', () => {
    const pss = (hashAlgorithm: string) =>
      generateKeyPairSync('rsa-pss', { modulusLength: 2_048, hashAlgorithm, mgf1HashAlgorithm: hashAlgorithm });
    expect(schemesOf(pss('sha512').publicKey)).toEqual([{ hash: 'sha512' }]);
    expect(schemesOf(pss('sha1').publicKey)).toEqual([]);
  });
});
