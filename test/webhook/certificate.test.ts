import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadCertificate } from '../../src/webhook/certificate.ts';
import { type Authority, createAuthority, fingerprintOf, type Pair } from '../support/certificates.ts';

let folder: string;
let authority: Authority;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewaiter-certificate-'));
  authority = await createAuthority();
});
afterAll(() => rm(folder, { recursive: true }));

async function load({ cert, key }: Pair, clientCa?: string) {
  const files = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  await Promise.all([writeFile(files.cert, cert), writeFile(files.key, key)]);
  if (clientCa === undefined) return loadCertificate(files);
  await writeFile(join(folder, 'ca.crt'), clientCa);
  return loadCertificate({ ...files, clientCa: join(folder, 'ca.crt') });
}

describe('loadCertificate', () => {
  test('takes a pair, with its chain and text between the blocks', async () => {
    const pair = await authority.issue({ hours: 5 });
    const chain = `# leaf\n${pair.cert}\n# authority\n${authority.cert}`;
    const certificate = await load({ ...pair, cert: chain }, authority.cert);
    expect(certificate).toMatchObject({ cert: chain, key: pair.key, clientCa: authority.cert });
    expect(certificate.fingerprint).toBe(fingerprintOf(pair));
    expect(certificate.notAfter.getTime()).toBeGreaterThan(Date.now() + 4 * 3_600_000);
  });

  const BAD: readonly (readonly [string, (good: Pair) => Promise<Pair> | Pair, RegExp])[] = [
    ['an empty certificate', (good) => ({ ...good, cert: '' }), /tls\.crt is empty/],
    ['an empty key', (good) => ({ ...good, key: ' \n' }), /tls\.key is empty/],
    [
      'a certificate cut short',
      (good) => ({ ...good, cert: good.cert.slice(0, 200) }),
      /tls\.crt has no PEM certificate/,
    ],
    [
      'a certificate that is nonsense',
      (good) => ({ ...good, cert: good.cert.replace(/MII/, 'AAA') }),
      /certificate 1 in .*tls\.crt cannot be read/,
    ],
    [
      'a chain that is broken',
      (good) => ({ ...good, cert: good.cert + good.cert.replace(/MII/, 'AAA') }),
      /certificate 2 in/,
    ],
    ['a key cut short', (good) => ({ ...good, key: good.key.slice(0, 80) }), /tls\.key has no PEM private key/],
    ['the two files swapped', ({ cert, key }) => ({ cert: key, key: cert }), /tls\.crt has no PEM certificate/],
    [
      'a key of another certificate',
      async (good) => ({ ...good, key: (await authority.issue()).key }),
      /tls\.key is not the private key of/,
    ],
    ['a certificate that is over', () => authority.issue({ hours: -1 }), /tls\.crt expired on/],
    ['a certificate of the future', () => authority.issue({ hours: 2, from: 1 }), /tls\.crt is not valid before/],
    ['a certificate without names', () => authority.issue({ names: [] }), /tls\.crt has no subjectAltName/],
    ['a chain that is too long', (good) => ({ ...good, cert: good.cert.repeat(17) }), /17 certificates, more than 16/],
    [
      'a file that is too large',
      (good) => ({ ...good, cert: good.cert + '\n'.repeat(1_100_000) }),
      /larger than 1048576 bytes/,
    ],
  ];
  test.each(BAD)('refuses %s', async (_, spoil, message) => {
    const pair = await spoil(await authority.issue());
    await expect(load(pair)).rejects.toThrow(message);
  });

  test('refuses an authority of clients that is no certificate', async () => {
    await expect(load(await authority.issue(), 'hello')).rejects.toThrow(/ca\.crt has no PEM certificate/);
  });

  test('refuses what is not a file, and names a file that is missing', async () => {
    await expect(loadCertificate({ cert: folder, key: folder })).rejects.toThrow(/is not a regular file/);
    const missing = join(folder, 'missing.crt');
    await expect(loadCertificate({ cert: missing, key: missing })).rejects.toThrow(/missing\.crt/);
  });
});
