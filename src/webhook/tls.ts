import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Certificate } from './certificate.ts';

/** TLS 1.2 suites with forward secrecy and authenticated encryption; the TLS 1.3 suites are all of that kind. */
const TLS12_SUITES = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

/** What holds for every connection, whatever the certificate. */
export const PROTOCOL: SecureContextOptions = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: TLS12_SUITES.join(':'),
  honorCipherOrder: true,
};

/**
 * The complete options of a secure context. `server.setSecureContext` replaces the whole context, so
 * that anything left out here would fall back to defaults.
 * @throws Error where OpenSSL refuses the pair
 */
export function secureContext({ cert, key, clientCa }: Certificate): SecureContextOptions {
  const options = { ...PROTOCOL, cert, key, ...(clientCa === undefined ? {} : { ca: clientCa }) };
  createSecureContext(options);
  return options;
}
