import type { X509Certificate } from 'node:crypto';
import { pemBlocks } from './pem.ts';

/** Certificates of one authority: roots and intermediates. */
const MAX_AUTHORITIES = 32;

/**
 * The certificates of a text, each as one PEM block.
 * @throws Error that says what is wrong, and quotes nothing of the text
 */
export function certificatesIn(text: string): readonly string[] {
  return read(text).map((certificate) => certificate.toString());
}

/**
 * The certificates of an authority of one's own: all of them may sign others, and at least one signs itself.
 * @throws Error that says what is wrong
 */
export function authorityCertificatesIn(text: string): readonly string[] {
  const certificates = read(text);
  if (certificates.length > MAX_AUTHORITIES) throw new Error(`holds more than ${MAX_AUTHORITIES} certificates`);
  if (!certificates.every(({ ca }) => ca)) {
    throw new Error('holds a certificate that is no authority (CA:FALSE); those of signers come with their signatures');
  }
  if (!certificates.some(signsItself)) {
    throw new Error('holds no root, a certificate that signs itself: add it, so that it is clear where trust ends');
  }
  return certificates.map((certificate) => certificate.toString());
}

/**
 * A certificate and its key, as texts.
 * @throws Error that says what is wrong with the key, and quotes nothing
 */
export function checkKeyOf(certificates: readonly string[], key: string): void {
  const { createPrivateKey, X509Certificate: Certificate } = process.getBuiltinModule('node:crypto');
  let fits: boolean;
  try {
    fits = new Certificate(certificates[0] ?? '').checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new Error('has no PEM private key that can be read without a passphrase');
  }
  if (!fits) throw new Error('is not the key of the first certificate in certFile');
}

/** Loading node:crypto takes time that most policies do not need. */
function read(text: string): readonly X509Certificate[] {
  const { X509Certificate: Certificate } = process.getBuiltinModule('node:crypto');
  const blocks = pemBlocks(text);
  if (blocks.length === 0) throw new Error('holds no certificate: one starts with -----BEGIN CERTIFICATE-----');
  return blocks.map(({ label, text: pem }) => {
    if (label.includes('PRIVATE KEY')) throw new Error('holds a private key where certificates are wanted');
    if (label !== 'CERTIFICATE') throw new Error(`holds a PEM block "${label}", not a CERTIFICATE`);
    try {
      return new Certificate(pem);
    } catch {
      throw new Error('holds a certificate that cannot be read');
    }
  });
}

function signsItself(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
}
