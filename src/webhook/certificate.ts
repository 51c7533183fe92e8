import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { TlsFiles } from './options.ts';

const MAX_FILE = 1_024 * 1_024;
const MAX_CHAIN = 16;
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]*-----END CERTIFICATE-----/g;

/** A pair that has been checked, as PEM, and the CAs of clients where they are asked for a certificate. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string;
  /** End of the validity of the leaf. */
  readonly notAfter: Date;
  /** SHA-256 fingerprint of the leaf, in hex with colons. */
  readonly fingerprint: string;
}

/**
 * Reads and checks a certificate with its key. Everything that would make handshakes fail is found here,
 * because OpenSSL takes an empty pair without a word.
 * @throws Error whose message names the file and what is wrong with it
 */
export async function loadCertificate(files: TlsFiles): Promise<Certificate> {
  // One after the other: with the same files it is always the same problem that is named.
  const cert = await readPem(files.cert);
  const key = await readPem(files.key);
  const [leaf] = parseChain(files.cert, cert);
  if (!leaf.checkPrivateKey(parseKey(files.key, key))) {
    throw new Error(`${files.key} is not the private key of the first certificate in ${files.cert}`);
  }
  if (leaf.subjectAltName === undefined) {
    throw new Error(`${files.cert} has no subjectAltName: the API server ignores common names`);
  }
  if (leaf.validToDate.getTime() <= Date.now()) throw new Error(`${files.cert} expired on ${leaf.validTo}`);
  if (leaf.validFromDate.getTime() > Date.now()) throw new Error(`${files.cert} is not valid before ${leaf.validFrom}`);
  const pair = { cert, key, notAfter: leaf.validToDate, fingerprint: leaf.fingerprint256 };
  if (files.clientCa === undefined) return pair;
  const clientCa = await readPem(files.clientCa);
  parseChain(files.clientCa, clientCa);
  return { ...pair, clientCa };
}

async function readPem(file: string): Promise<string> {
  const stats = await stat(file);
  if (!stats.isFile()) throw new Error(`${file} is not a regular file`);
  if (stats.size > MAX_FILE) throw new Error(`${file} is larger than ${MAX_FILE} bytes`);
  const text = await readFile(file, 'latin1');
  if (text.trim() === '') throw new Error(`${file} is empty`);
  return text;
}

function parseChain(file: string, pem: string): readonly [X509Certificate, ...X509Certificate[]] {
  const blocks = pem.match(PEM_CERTIFICATE) ?? [];
  if (blocks.length > MAX_CHAIN) throw new Error(`${file} has ${blocks.length} certificates, more than ${MAX_CHAIN}`);
  const [first, ...rest] = blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw new Error(`certificate ${index + 1} in ${file} cannot be read`);
    }
  });
  if (first === undefined) throw new Error(`${file} has no PEM certificate`);
  return [first, ...rest];
}

function parseKey(file: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error(`${file} has no PEM private key that can be read without a passphrase`);
  }
}
