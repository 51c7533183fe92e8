import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type CertificateFiles, devCertificate, writeDevCertificate } from '../../certs/dev-certificate.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-certs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read({ ca, cert, key }: CertificateFiles) {
  const [authority, server] = [ca, cert].map((file) => new X509Certificate(readFileSync(file)));
  if (authority === undefined || server === undefined) throw new Error('no certificates');
  return { authority, server, key: createPrivateKey(readFileSync(key)) };
}

describe('a new certificate', () => {
  test('is vouched for by its authority and belongs to its key', async () => {
    const { authority, server, key } = read(await writeDevCertificate(folder));
    expect(server.verify(authority.publicKey)).toBe(true);
    expect(server.checkIssued(authority)).toBe(true);
    expect(server.checkPrivateKey(key)).toBe(true);
    expect([authority.ca, server.ca]).toEqual([true, false]);
    expect(key.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  test('is for this machine, or for the names that are given', async () => {
    const { server } = read(await writeDevCertificate(folder));
    expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
    const other = read(await writeDevCertificate(folder, ['webhook.test', '192.0.2.7']));
    expect(other.server.subjectAltName).toBe('DNS:webhook.test, IP Address:192.0.2.7');
  });

  test('leaves a key that only its owner may read, no key of the authority, and nothing else', async () => {
    const { key } = await writeDevCertificate(folder);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).toSorted()).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
  });
});

describe('an existing certificate', () => {
  const fingerprint = (files: CertificateFiles): string => read(files).server.fingerprint256;

  test('is used again', async () => {
    const first = fingerprint(await devCertificate(folder));
    expect(fingerprint(await devCertificate(folder))).toBe(first);
  });

  test('is replaced where it lacks a name', async () => {
    const first = fingerprint(await devCertificate(folder));
    expect(fingerprint(await devCertificate(folder, ['localhost', 'other.test']))).not.toBe(first);
  });

  test.each(['ca.crt', 'tls.crt', 'tls.key'])('is replaced where %s is broken or missing', async (file) => {
    const first = fingerprint(await devCertificate(folder));
    writeFileSync(join(folder, file), '');
    const second = fingerprint(await devCertificate(folder));
    rmSync(join(folder, file));
    const third = fingerprint(await devCertificate(folder));
    expect(new Set([first, second, third]).size).toBe(3);
  });

  test('is replaced where its key is another one', async () => {
    await devCertificate(folder);
    const key = readFileSync(join(folder, 'tls.key'));
    const second = fingerprint(await writeDevCertificate(folder));
    writeFileSync(join(folder, 'tls.key'), key);
    expect(fingerprint(await devCertificate(folder))).not.toBe(second);
  });
});
