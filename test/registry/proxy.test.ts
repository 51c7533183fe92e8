import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import { proxyFor } from '../../src/registry/proxy.ts';
import { type Authority, createAuthority } from '../support/certificates.ts';
import {
  answer,
  answerManifest,
  failureOf,
  keychainOf,
  NEVER,
  Peers,
  REPOSITORY,
  settingsFor,
  someManifest,
  tunnelProxy,
} from '../support/registry-peers.ts';

const peers = new Peers();
afterEach(() => peers.close());

const ME = { kind: 'basic', username: 'me', password: 'secret' } as const;
const NAME = { registry: 'registry.example.com', repository: REPOSITORY };

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority();
});

describe('requests through a proxy', () => {
  test('over https go through a tunnel, in which the own authority and client certificate count', async () => {
    const client = await authority.issue({ usage: 'client', names: [] });
    const leaf = await authority.issue({ names: [NAME.registry] });
    const tls = { ...leaf, ca: authority.cert, requestCert: true };
    const server = await peers.serve((_, response) => answerManifest(response, someManifest()), tls);
    const { proxy, asked } = await tunnelProxy(peers, server.port);
    const settings = {
      ...settingsFor({ host: NAME.registry }, { insecure: false, ca: authority.cert, clientCertificate: client }),
      allowPrivate: false,
    };
    const env = { HTTPS_PROXY: `http://user:pass@${proxy.host}` };
    const source = peers.client([settings], { env }).source(NO_CREDENTIALS);
    expect((await source.manifest(NAME, 'v1', NEVER)).document.kind).toBe('manifest');
    expect(asked[0]).toMatch(/^CONNECT registry\.example\.com:443 HTTP\/1\.1\r\n/);
    expect(asked[0]).toContain(`Basic ${Buffer.from('user:pass').toString('base64')}`);
    expect(server.seen).toHaveLength(1);
  });

  test('over https name host and proxy where the certificate is not trusted', async () => {
    const leaf = await authority.issue({ names: [NAME.registry] });
    const server = await peers.serve((_, response) => answerManifest(response, someManifest()), leaf);
    const { proxy } = await tunnelProxy(peers, server.port);
    const source = peers.client([], { env: { https_proxy: proxy.host } }).source(NO_CREDENTIALS);
    const failure = await failureOf(source.manifest(NAME, 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(failure?.message).toContain(`registry.example.com through the proxy ${proxy.host}`);
    expect(failure?.message).toContain('authority');
  });

  test.each(['403 Forbidden', '502 Bad Gateway'])('over https tell where the proxy answers "%s"', async (status) => {
    const { proxy } = await tunnelProxy(peers, 1, status);
    const source = peers.client([], { env: { HTTPS_PROXY: `http://${proxy.host}` } }).source(NO_CREDENTIALS);
    const failure = await failureOf(source.manifest(NAME, 'v1', NEVER));
    expect(failure).toMatchObject({ name: 'RegistryError', code: 'unreachable' });
    expect(failure?.message).toContain(`refused the tunnel (status ${status.slice(0, 3)})`);
  });

  test('over https end where the proxy closes the connection', async () => {
    const proxy = await peers.serveSockets((socket) => socket.once('data', () => socket.destroy()));
    const source = peers.client([], { env: { HTTPS_PROXY: `http://${proxy.host}` } }).source(NO_CREDENTIALS);
    expect(await failureOf(source.manifest(NAME, 'v1', NEVER))).toMatchObject({ code: 'unreachable' });
  });

  test('over http are sent to the proxy as a whole, credentials included', async () => {
    const proxy = await peers.serve(({ headers }, response) => {
      if (headers.authorization === undefined) answer(response, 401, { 'www-authenticate': 'Basic realm="x"' });
      else answerManifest(response, someManifest());
    });
    const settings = settingsFor({ host: NAME.registry });
    const client = peers.client([settings], { env: { HTTP_PROXY: `http://${proxy.host}` } });
    await client.source(keychainOf(ME)).manifest(NAME, 'v1', NEVER);
    expect(proxy.seen[0]?.url).toBe(`http://${NAME.registry}/v2/${REPOSITORY}/manifests/v1`);
    expect(proxy.seen[0]?.headers.host).toBe(NAME.registry);
  });

  test('never ask it for internal names and addresses', async () => {
    const { proxy, asked } = await tunnelProxy(peers, 1);
    const source = peers.client([], { env: { HTTPS_PROXY: `http://${proxy.host}` } }).source(NO_CREDENTIALS);
    for (const registry of ['10.0.0.1', 'kubernetes.default.svc', 'metadata.google.internal', '[fd00::1]:5000']) {
      const failure = await failureOf(source.manifest({ registry, repository: REPOSITORY }, 'v1', NEVER));
      expect(failure).toMatchObject({ code: 'blocked' });
    }
    expect(asked).toEqual([]);
  });

  test('that cannot be made because the variable holds no URL of a proxy', async () => {
    const source = peers.client([], { env: { HTTPS_PROXY: 'socks5://secret@x' } }).source(NO_CREDENTIALS);
    const failure = await failureOf(source.manifest(NAME, 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(failure?.message).toContain('HTTPS_PROXY');
    expect(failure?.message).not.toContain('secret');
  });

  test('do not go through it where NO_PROXY names the host', async () => {
    const server = await peers.serve((_, response) => answerManifest(response, someManifest()));
    const { proxy, asked } = await tunnelProxy(peers, server.port);
    const host = `registry.example.com:${server.port}`;
    const env = { HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: '.example.com' };
    const lookup = async () => [{ address: '127.0.0.1', family: 4 }];
    const source = peers.client([settingsFor({ host })], { env, lookup }).source(NO_CREDENTIALS);
    await source.manifest({ registry: host, repository: REPOSITORY }, 'v1', NEVER);
    expect(asked).toEqual([]);
    expect(server.seen).toHaveLength(1);
  });
});

describe('the choice of a proxy', () => {
  const PROXY = 'http://proxy.example:3128';
  const choose = (url: string, env: object) => proxyFor(new URL(url), env)?.href;

  test('follows the scheme, and upper case before lower', () => {
    expect(choose('https://a.example', { HTTPS_PROXY: PROXY, https_proxy: 'http://x' })).toBe(`${PROXY}/`);
    expect(choose('https://a.example', { https_proxy: PROXY })).toBe(`${PROXY}/`);
    expect(choose('https://a.example', { HTTP_PROXY: PROXY })).toBeUndefined();
    expect(choose('http://a.example', { http_proxy: 'proxy.example:3128' })).toBe(`${PROXY}/`);
    expect(choose('http://a.example', { HTTPS_PROXY: PROXY })).toBeUndefined();
    expect(choose('https://a.example', { HTTPS_PROXY: '' })).toBeUndefined();
  });

  test.each(['localhost', '127.0.0.1', '127.1.2.3', '[::1]:5000'])('never for %s', (host) => {
    expect(choose(`https://${host}`, { HTTPS_PROXY: PROXY })).toBeUndefined();
  });

  test.each([
    ['*', 'a.example', true],
    ['a.example', 'a.example', true],
    ['A.EXAMPLE', 'a.example', true],
    ['b.example, a.example', 'a.example', true],
    ['example', 'a.example', true],
    ['.example', 'a.example', true],
    ['*.example', 'a.example', true],
    ['.a.example', 'a.example', false],
    ['xa.example', 'a.example', false],
    ['example', 'aexample', false],
    ['a.example:443', 'a.example', true],
    ['a.example:80', 'a.example', false],
    ['a.example:5000', 'a.example:5000', true],
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '11.1.2.3', false],
    ['10.0.0.0/99', '10.1.2.3', false],
    ['10.0.0.0/x', '10.1.2.3', false],
    ['fd00::/8', '[fd12::1]', true],
    ['10.0.0.0/8', 'a.example', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['2.3', '10.1.2.3', false],
    ['fd12::1', '[fd12::1]', true],
    ['[fd12::1]:443', '[fd12::1]', true],
    ['[fd12::1]:80', '[fd12::1]', false],
    ['', 'a.example', false],
  ])('NO_PROXY "%s" with %s: direct is %s', (noProxy, host, isDirect) => {
    const proxy = choose(`https://${host}`, { HTTPS_PROXY: PROXY, NO_PROXY: noProxy });
    expect(proxy).toBe(isDirect ? undefined : `${PROXY}/`);
    expect(choose(`https://${host}`, { HTTPS_PROXY: PROXY, no_proxy: noProxy })).toBe(proxy);
  });
});
