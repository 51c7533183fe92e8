import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join, relative } from 'node:path';
import { x509 } from './x509.ts';

/** PEM files of a server certificate and of the authority that vouches for it. */
export interface CertificateFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const LOCAL_NAMES: readonly string[] = ['localhost', '127.0.0.1', '::1'];
const KEY_TYPE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const VALIDITY = 30 * DAY;
const REUSED_UNTIL = DAY;
/** Clocks of virtual machines and hosts may differ by this much. */
const BACKDATED = 5 * MINUTE;

/** The certificate in `folder`, or a new one where there is none that is good for all `names` for another day. */
export async function devCertificate(
  folder: string,
  names: readonly string[] = LOCAL_NAMES,
): Promise<CertificateFiles> {
  const files = filesIn(folder);
  return (await isUsable(files, names)) ? files : writeDevCertificate(folder, names);
}

/**
 * Writes a new authority, a certificate for `names` (host names and addresses) and its key to `folder`.
 * The key of the authority is not kept: nothing else can ever be signed with it.
 */
export async function writeDevCertificate(
  folder: string,
  names: readonly string[] = LOCAL_NAMES,
): Promise<CertificateFiles> {
  const authorityKeys = await crypto.subtle.generateKey(KEY_TYPE, true, ['sign', 'verify']);
  const serverKeys = await crypto.subtle.generateKey(KEY_TYPE, true, ['sign', 'verify']);
  const validity = {
    notBefore: new Date(Date.now() - BACKDATED),
    notAfter: new Date(Date.now() + VALIDITY),
    signingAlgorithm: SIGNATURE,
  };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    serialNumber: serialNumber(),
    name: 'CN=Tidewaiter development CA',
    keys: authorityKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const server = await x509.X509CertificateGenerator.create({
    ...validity,
    serialNumber: serialNumber(),
    subject: 'CN=tidewaiter',
    issuer: authority.subject,
    signingKey: authorityKeys.privateKey,
    publicKey: serverKeys.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(serverKeys.publicKey),
    ],
  });
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', serverKeys.privateKey), 'PRIVATE KEY');
  const files = filesIn(folder);
  await mkdir(folder, { recursive: true });
  await replace(files.key, key, 0o600);
  await replace(files.cert, server.toString('pem'), 0o644);
  await replace(files.ca, authority.toString('pem'), 0o644);
  return files;
}

function filesIn(folder: string): CertificateFiles {
  return { ca: join(folder, 'ca.crt'), cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
}

/** Positive and of 128 bits (RFC 5280, section 4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes.toString('hex');
}

async function isUsable(files: CertificateFiles, names: readonly string[]): Promise<boolean> {
  try {
    const [ca, cert, key] = await Promise.all([readFile(files.ca), readFile(files.cert), readFile(files.key)]);
    const authority = new X509Certificate(ca);
    const server = new X509Certificate(cert);
    return (
      server.validToDate.getTime() > Date.now() + REUSED_UNTIL &&
      server.verify(authority.publicKey) &&
      server.checkPrivateKey(createPrivateKey(key)) &&
      names.every((name) => (isIP(name) === 0 ? server.checkHost(name) : server.checkIP(name)) !== undefined)
    );
  } catch {
    return false;
  }
}

/** A reader finds the old content or the new one, never a part, and never a key that others may read. */
async function replace(file: string, text: string, mode: number): Promise<void> {
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, `${text.trimEnd()}\n`, { mode });
  await rename(fresh, file);
}

if (import.meta.main) {
  const extraNames = process.argv.slice(2);
  const { ca, cert, key } = await devCertificate(join(import.meta.dirname, 'dev'), [...LOCAL_NAMES, ...extraNames]);
  const shown = [ca, cert, key].map((file) => relative(process.cwd(), file));
  process.stdout.write(`${shown.join('\n')}\n`);
}
