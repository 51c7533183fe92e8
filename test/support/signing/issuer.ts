import { KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { x509 } from '../../../certs/x509.ts';
import { der, hashOf, pemOf } from './encoding.ts';
import { spkiOf } from './keys.ts';

x509.cryptoProvider.set(webcrypto);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** From when to when a certificate is valid. */
export interface Validity {
  readonly from: Date;
  readonly until: Date;
}

/** Something that signs certificates. */
export interface Issuer {
  readonly name: string;
  /** DER. */
  readonly certificate: Buffer;
  readonly pem: string;
  readonly publicKey: KeyObject;
  readonly signingKey: webcrypto.CryptoKey;
  /** Key identifier, which leaves name in their authority key identifier. */
  readonly keyId: Buffer;
}

export interface CertificateRequest extends Validity {
  /** Hexadecimal. */
  readonly serialNumber: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly InstanceType<typeof x509.Extension>[];
}

/** A certificate authority; its certificate is self-signed, or of `parent`. */
export async function createIssuer(name: string, validity: Validity, parent?: Issuer): Promise<Issuer> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const publicKey = KeyObject.from(keys.publicKey);
  const keyId = keyIdOf(publicKey);
  const self = { name, signingKey: keys.privateKey, keyId };
  const certificate = await issueCertificate(parent ?? self, {
    ...validity,
    serialNumber: newSerialNumber(),
    subject: name,
    publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return { ...self, certificate, pem: pemOf(certificate, 'CERTIFICATE'), publicKey };
}

/** A number that no other certificate has. Its first byte is below 0x80, or the number would be negative. */
export function newSerialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`;
}

/** Signs a certificate, whatever it says, with the extensions in their order. DER. */
export async function issueCertificate(
  issuer: Pick<Issuer, 'name' | 'signingKey' | 'keyId'>,
  { serialNumber, subject, publicKey, from, until, extensions }: CertificateRequest,
): Promise<Buffer> {
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber,
    subject,
    issuer: issuer.name,
    publicKey: new x509.PublicKey(spkiOf(publicKey)),
    signingKey: issuer.signingKey,
    signingAlgorithm: ALGORITHM,
    notBefore: from,
    notAfter: until,
    extensions: [
      new x509.Extension('2.5.29.14', false, der(0x04, keyIdOf(publicKey))),
      new x509.Extension('2.5.29.35', false, der(0x30, der(0x80, issuer.keyId))),
      ...extensions,
    ],
  });
  return Buffer.from(certificate.rawData);
}

function keyIdOf(key: KeyObject): Buffer {
  return hashOf(spkiOf(key)).subarray(0, 20);
}
