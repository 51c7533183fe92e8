import { afterEach, describe, expect, test } from '@jest/globals';
import { NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import { createAuthority } from '../support/certificates.ts';
import type { Handler } from '../support/http-server.ts';
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

async function world(service: Handler) {
  const tokens = await peers.serve(service);
  const registry = await peers.serve(({ headers }, response) => {
    if (headers.authorization === 'Bearer good') answerManifest(response, someManifest());
    else answer(response, 401, { 'www-authenticate': `Bearer realm="http://${tokens.host}/token"` });
  });
  const settings = settingsFor(registry, { tokenHosts: [tokens.host] });
  return { tokens, registry, settings, name: { registry: registry.host, repository: REPOSITORY } };
}

describe('answers of token services', () => {
  test.each([
    ['HTML', '<html></html>', 'protocol'],
    ['nothing', '', 'protocol'],
    ['a list', '[]', 'protocol'],
    ['no token', '{"expires_in":300}', 'protocol'],
    ['an empty token', '{"token":""}', 'protocol'],
    ['a number', '{"token":5}', 'protocol'],
    ['a token with a line break', '{"token":"good\\r\\nx: y"}', 'protocol'],
    ['two tokens', '{"token":"good","token":"bad"}', 'protocol'],
    ['a token of 33 KiB', JSON.stringify({ token: 'x'.repeat(33 * 1024) }), 'protocol'],
    ['65 KiB', JSON.stringify({ token: 'good', more: 'x'.repeat(65 * 1024) }), 'too-large'],
  ])('with %s are refused', async (_, body, code) => {
    const { settings, name } = await world((_request, response) => answer(response, 200, {}, body));
    const failure = await failureOf(peers.client([settings]).source(NO_CREDENTIALS).manifest(name, 'v1', NEVER));
    expect(failure).toMatchObject({ name: 'RegistryError', code });
    expect(failure?.message).not.toContain('html');
  });

  test.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'unauthorized'],
    [429, 'throttled'],
    [503, 'unreachable'],
    [204, 'protocol'],
    [302, 'protocol'],
    [307, 'protocol'],
  ])('with status %d are %s', async (status, code) => {
    const target = await peers.serve((_, response) => answer(response, 200, {}, '{"token":"good"}'));
    const { settings, name } = await world((_, response) =>
      answer(response, status, { location: `http://${target.host}/` }),
    );
    const client = peers.client([settings, settingsFor(target)]);
    expect(await failureOf(client.source(keychainOf(ME)).manifest(name, 'v1', NEVER))).toMatchObject({ code });
    expect(target.seen).toEqual([]);
  });

  test('that are compressed are refused', async () => {
    const { settings, name } = await world((_, response) => answer(response, 200, { 'content-encoding': 'gzip' }, 'x'));
    const failure = await failureOf(peers.client([settings]).source(NO_CREDENTIALS).manifest(name, 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'protocol' });
  });
});

describe('token services of others', () => {
  /** A registry on 127.0.0.1 that is public as far as it is declared: it is reached through a proxy, by its name. */
  async function publicRegistry(realm: string) {
    const proxy = await peers.serve(({ url, headers }, response) => {
      if (headers.authorization?.startsWith('Bearer')) answerManifest(response, someManifest());
      else if (url.includes('/token')) answer(response, 200, {}, '{"token":"good"}');
      else answer(response, 401, { 'www-authenticate': `Bearer realm="${realm}",service="s"` });
    });
    const settings = { ...settingsFor({ host: 'registry.example.com' }), allowPrivate: false };
    return { proxy, settings, name: { registry: settings.host, repository: REPOSITORY } };
  }

  test('are not asked over plain HTTP, and see neither credentials nor a question', async () => {
    const { proxy, settings, name } = await publicRegistry('http://evil.example/token');
    const client = peers.client([settings], { env: { HTTP_PROXY: proxy.host } });
    const failure = await failureOf(client.source(keychainOf(ME)).manifest(name, 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'blocked' });
    expect(failure?.message).toContain('evil.example');
    expect(proxy.seen).toHaveLength(1);
  });

  test('at private addresses are not asked', async () => {
    const inside = await peers.serve((_, response) => answer(response, 200, {}, '{"token":"good"}'));
    const { proxy, settings, name } = await publicRegistry(`https://${inside.host}/token`);
    const client = peers.client([settings, settingsFor(inside)], { env: { HTTP_PROXY: proxy.host } });
    const failure = await failureOf(client.source(keychainOf(ME)).manifest(name, 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'blocked' });
    expect(inside.connections.total).toBe(0);
  });

  test('whose names resolve to private addresses are not asked', async () => {
    const inside = await peers.serve((_, response) => answer(response, 200, {}, '{"token":"good"}'));
    const { proxy, settings, name } = await publicRegistry(`https://auth.example.com:${inside.port}/token`);
    const client = peers.client([settings], {
      env: { HTTP_PROXY: proxy.host },
      lookup: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    const failure = await failureOf(client.source(keychainOf(ME)).manifest(name, 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'blocked' });
    expect(inside.connections.total).toBe(0);
  });

  test('get no credentials: they are asked as nobody, and where that is not enough the message names them', async () => {
    const authority = await createAuthority();
    const host = 'auth.evil.example';
    let status = 200;
    const tls = await authority.issue({ names: [host] });
    const tokens = await peers.serve((_, response) => answer(response, status, {}, '{"token":"good"}'), tls);
    const { proxy, settings, name } = await publicRegistry(`https://${host}/token`);
    const tunnel = await tunnelProxy(peers, tokens.port);
    const env = { HTTP_PROXY: proxy.host, HTTPS_PROXY: tunnel.proxy.host };
    const service = { ...settingsFor({ host }), insecure: false, allowPrivate: false, ca: authority.cert };
    const client = peers.client([settings, service], { env });
    for (const credential of [ME, { kind: 'refresh', token: 'secret' }] as const) {
      await client.source(keychainOf(credential)).manifest(name, 'v1', NEVER);
    }
    expect(tokens.seen).toHaveLength(2);
    for (const { method, url, headers } of tokens.seen) {
      expect(method).toBe('GET');
      expect(url).not.toContain('account');
      expect(headers.authorization).toBeUndefined();
    }
    status = 401;
    const failure = await failureOf(client.source(keychainOf(ME)).manifest(name, 'v2', NEVER));
    expect(failure).toMatchObject({ code: 'unauthorized' });
    expect(failure?.message).toContain(`not sent to the token service ${host}`);
    expect(failure?.message).toContain('tokenHosts');
  });
});
