import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { RegistrySettings } from '../../src/model/image-policy.ts';
import { NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import { type Authority, createAuthority, type Pair } from '../support/certificates.ts';
import {
  answerManifest,
  failureOf,
  NEVER,
  Peers,
  REPOSITORY,
  settingsFor,
  someManifest,
} from '../support/registry-peers.ts';

const peers = new Peers();
afterEach(() => peers.close());

const LOOPBACK = async () => [{ address: '127.0.0.1', family: 4 }];

let authority: Authority;
let other: Authority;
beforeAll(async () => {
  [authority, other] = await Promise.all([createAuthority(), createAuthority()]);
});

/** What comes of a pull from a server with this certificate, by the name `host`. */
async function pull(tls: object, own: Partial<RegistrySettings> = {}, name = 'registry.example.com') {
  const server = await peers.serve((_, response) => answerManifest(response, someManifest()), tls);
  const registry = `${name}:${server.port}`;
  const settings = settingsFor({ host: registry }, { insecure: false, ca: authority.cert, ...own });
  const source = peers.client([settings], { lookup: LOOPBACK }).source(NO_CREDENTIALS);
  const failure = await failureOf(source.manifest({ registry, repository: REPOSITORY }, 'v1', NEVER));
  return { failure, seen: server.seen, registry };
}

function leaf(names: readonly string[], hours = 1, from = -48): Promise<Pair> {
  return authority.issue({ names, hours, from });
}

describe('certificates', () => {
  test('of the declared authority for the name are good', async () => {
    const { failure, seen } = await pull(await leaf(['registry.example.com']));
    expect(failure).toBeUndefined();
    expect(seen).toHaveLength(1);
  });

  test('for an IP address are good at that address, and nowhere else', async () => {
    expect((await pull(await leaf(['127.0.0.1']), {}, '127.0.0.1')).failure).toBeUndefined();
    const { failure } = await pull(await leaf(['127.0.0.2', 'localhost']), {}, '127.0.0.1');
    expect(failure?.message).toContain('a certificate for another name');
  });

  test.each([
    ['that has expired', () => leaf(['registry.example.com'], -1), {}, 'has expired'],
    ['that is not valid yet', () => leaf(['registry.example.com'], 2, 1), {}, 'not valid yet'],
    ['for another name', () => leaf(['registry.example.org']), {}, 'for another name'],
    [
      'of an unknown authority',
      () => other.issue({ names: ['registry.example.com'] }),
      {},
      'an authority that is not known',
    ],
  ])('%s are refused', async (_, issue, own, message) => {
    const { failure, seen, registry } = await pull(await issue(), own);
    expect(failure).toMatchObject({ name: 'RegistryError', code: 'unreachable' });
    expect(failure?.message).toContain(message);
    expect(failure?.message).toContain(registry);
    expect(seen).toEqual([]);
  });

  test('of an authority that is not declared are refused: the system knows it not', async () => {
    const server = await peers.serve(
      (_, response) => answerManifest(response, someManifest()),
      await leaf(['r.example.com']),
    );
    const registry = `r.example.com:${server.port}`;
    const { ca: _, ...settings } = settingsFor({ host: registry }, { insecure: false });
    const source = peers.client([settings], { lookup: LOOPBACK }).source(NO_CREDENTIALS);
    const failure = await failureOf(source.manifest({ registry, repository: REPOSITORY }, 'v1', NEVER));
    expect(failure?.message).toContain('authority');
  });

  test('that sign themselves are refused', async () => {
    const { failure } = await pull(await selfSigned());
    expect(failure?.message).toContain('self-signed');
  });
});

/** A certificate that nobody vouches for: that of an authority, which is its own. */
async function selfSigned(): Promise<{ cert: string; key: string }> {
  const { x509 } = await import('../../certs/x509.ts');
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=registry.example.com',
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { cert: certificate.toString('pem'), key };
}

describe('client certificates', () => {
  test('are shown to the registry that they are declared for', async () => {
    const tls = { ...(await leaf(['registry.example.com'])), ca: authority.cert, requestCert: true };
    const clientCertificate = await authority.issue({ usage: 'client', names: [] });
    expect((await pull(tls, { clientCertificate })).failure).toBeUndefined();
  });

  test('that are missing or not trusted lead to a closed connection, which is told', async () => {
    const tls = { ...(await leaf(['registry.example.com'])), ca: authority.cert, requestCert: true };
    const none = await pull(tls);
    expect(none.failure).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('closed the connection'),
    });
    expect(none.seen).toEqual([]);
    const clientCertificate = await other.issue({ usage: 'client', names: [] });
    const wrong = await pull(tls, { clientCertificate });
    expect(wrong.failure).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('closed the connection'),
    });
  });
});

describe('what is not TLS', () => {
  test('at a port where TLS is expected is told', async () => {
    const server = await peers.serve((_, response) => answerManifest(response, someManifest()));
    const source = peers.client([settingsFor(server, { insecure: false })]).source(NO_CREDENTIALS);
    const failure = await failureOf(source.manifest({ registry: server.host, repository: REPOSITORY }, 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(failure?.message).toContain('not TLS');
    expect(server.seen).toEqual([]);
  });

  test.each([
    ['garbage', 'SSH-2.0-OpenSSH_9.6\r\n', /not TLS/],
    ['nothing', '', /closed the connection/],
  ])('%s is told', async (_, text, message) => {
    const server = await peers.serveSockets((socket) => socket.once('data', () => socket.end(text)));
    const source = peers.client([settingsFor(server, { insecure: false })]).source(NO_CREDENTIALS);
    const failure = await failureOf(source.manifest({ registry: server.host, repository: REPOSITORY }, 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'unreachable', message: expect.stringMatching(message) });
  });

  test('a handshake that never ends, ends', async () => {
    const server = await peers.serveSockets(() => {});
    const limits = { connect: 50 };
    const source = peers.client([settingsFor(server, { insecure: false })], { limits }).source(NO_CREDENTIALS);
    const failure = await failureOf(source.manifest({ registry: server.host, repository: REPOSITORY }, 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(failure?.message).toContain('does not take connections in time');
  });

  test('plain HTTP is for declared registries alone: localhost is none', async () => {
    const server = await peers.serve((_, response) => answerManifest(response, someManifest()));
    const source = peers.client([]).source(NO_CREDENTIALS);
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      const name = { registry: `${host}:${server.port}`, repository: REPOSITORY };
      expect(await failureOf(source.manifest(name, 'v1', NEVER))).toMatchObject({ code: 'blocked' });
    }
    expect(server.connections.total).toBe(0);
  });
});
