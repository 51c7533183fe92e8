import { X509Certificate as NodeCertificate, randomUUID, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { x509 } from '../../certs/x509.ts';

x509.cryptoProvider.set(webcrypto);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const HOUR_MS = 3_600_000;

/** A certificate and its key, both PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface LeafOptions {
  /** DNS names and IP addresses. Default: localhost and 127.0.0.1. */
  readonly names?: readonly string[];
  /** Common name of the subject. */
  readonly commonName?: string;
  readonly usage?: 'server' | 'client';
  /** Hours from now at which it ends; negative: already over. Default 1. */
  readonly hours?: number;
  /** Hours from now at which it begins; negative: already begun. Default -48. */
  readonly from?: number;
}

/** A certificate authority that lives as long as a test. */
export interface Authority {
  /** PEM, for those who are to trust it. */
  readonly cert: string;
  issue(options?: LeafOptions): Promise<Pair>;
}

export async function createAuthority(commonName = `test authority ${randomUUID()}`): Promise<Authority> {
  const keys = await generateKeys();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    keys,
    ...validity(24),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const issue = async ({
    names = ['localhost', '127.0.0.1'],
    commonName: cn = 'leaf',
    usage = 'server',
    hours = 1,
    from = -48,
  }: LeafOptions = {}) => {
    const leafKeys = await generateKeys();
    const leaf = await x509.X509CertificateGenerator.create({
      subject: `CN=${cn}`,
      issuer: ca.subject,
      publicKey: leafKeys.publicKey,
      signingKey: keys.privateKey,
      ...validity(hours, from),
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[usage === 'server' ? 'serverAuth' : 'clientAuth']]),
        ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names.map(generalName))]),
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return { cert: leaf.toString('pem'), key: await exportKey(leafKeys.privateKey) };
  };
  return { cert: ca.toString('pem'), issue };
}

/** SHA-256 fingerprint of the first certificate, as Node prints it. */
export function fingerprintOf({ cert }: Pair): string {
  return new NodeCertificate(cert).fingerprint256;
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function validity(hours: number, from = -48): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now + from * HOUR_MS), notAfter: new Date(now + hours * HOUR_MS) };
}

function generalName(name: string): { readonly type: 'ip' | 'dns'; readonly value: string } {
  return { type: isIP(name) === 0 ? 'dns' : 'ip', value: name };
}
