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
} from '../support/registry-peers.ts';

const peers = new Peers();
afterEach(() => peers.close());

const BASIC = { kind: 'basic', username: 'me', password: 'secret' } as const;

/** Asks for Basic, and redirects whoever shows it. */
function guarded(location: () => string, status = 307): Handler {
  return ({ headers }, response) => {
    if (headers.authorization === undefined) answer(response, 401, { 'www-authenticate': 'Basic realm="x"' });
    else answer(response, status, { location: location() });
  };
}

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('with status %d are followed', async (status) => {
    const bytes = someManifest();
    const server = await peers.serve(({ url }, response) => {
      if (url.startsWith('/v2/')) answer(response, status, { location: '/elsewhere?x=1' });
      else answerManifest(response, bytes);
    });
    const name = { registry: server.host, repository: REPOSITORY };
    expect((await peers.source(server).manifest(name, 'v1', NEVER)).bytes).toEqual(bytes);
    expect(server.seen.map(({ url }) => url)).toEqual([`/v2/${REPOSITORY}/manifests/v1`, '/elsewhere?x=1']);
  });

  test('to another origin carry no Authorization, also when they lead back', async () => {
    const bytes = someManifest();
    const registry = await peers.serve((request, response) => {
      if (request.url === '/back') answerManifest(response, bytes);
      else guarded(() => `http://${store.host}/blob`)(request, response);
    });
    const store = await peers.serve((_, response) =>
      answer(response, 302, { location: `http://${registry.host}/back` }),
    );
    const client = peers.client([settingsFor(registry), settingsFor(store)]);
    const name = { registry: registry.host, repository: REPOSITORY };
    expect((await client.source(keychainOf(BASIC)).manifest(name, 'v1', NEVER)).bytes).toEqual(bytes);
    expect(registry.seen.map(({ headers }) => headers.authorization !== undefined)).toEqual([false, true, false]);
    expect(store.seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(store.seen[0]?.headers['accept-encoding']).toBe('identity');
  });

  test('within one origin keep it', async () => {
    const registry = await peers.serve((request, response) => {
      if (request.url === '/next') answerManifest(response, someManifest());
      else guarded(() => '/next')(request, response);
    });
    const name = { registry: registry.host, repository: REPOSITORY };
    await peers
      .client([settingsFor(registry)])
      .source(keychainOf(BASIC))
      .manifest(name, 'v1', NEVER);
    expect(registry.seen.at(-1)).toMatchObject({ url: '/next', headers: { authorization: /^Basic / } });
  });

  test('in a circle end after five', async () => {
    const server = await peers.serve(({ url }, response) => answer(response, 302, { location: url }));
    const name = { registry: server.host, repository: REPOSITORY };
    const failure = await failureOf(peers.source(server).manifest(name, 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'protocol' });
    expect(failure?.message).toContain('more than 5 times');
    expect(server.seen).toHaveLength(6);
  });

  test.each([
    ['nowhere', undefined],
    ['an empty text', ''],
    ['a file', 'file:///etc/passwd'],
    ['user information', 'http://user:password@registry.example.com/'],
    ['spaces', 'http://registry.example.com/ x'],
    ['an odd host', 'http://registry.example.com./'],
    ['a URL of 9 KiB', `http://registry.example.com/${'x'.repeat(9 * 1024)}`],
  ])('to %s are refused', async (_, location) => {
    const server = await peers.serve((_request, response) =>
      answer(response, 302, location === undefined ? {} : { location }),
    );
    const name = { registry: server.host, repository: REPOSITORY };
    expect(await failureOf(peers.source(server).manifest(name, 'v1', NEVER))).toMatchObject({ code: 'protocol' });
    expect(server.seen).toHaveLength(1);
  });

  test.each([
    ['metadata services', 'https://169.254.169.254/latest'],
    ['metadata services by another spelling', 'https://0xa9fea9fe/latest'],
    ['the loopback', 'https://127.0.0.1:1/'],
    ['the loopback in IPv6', 'https://[::ffff:127.0.0.1]:1/'],
    ['the cluster', 'https://kubernetes.default.svc/'],
    ['plain HTTP at a host that is not declared', 'http://registry.example.com/'],
  ])('to %s are blocked', async (_, location) => {
    const server = await peers.serve((_request, response) => answer(response, 302, { location }));
    const name = { registry: server.host, repository: REPOSITORY };
    expect(await failureOf(peers.source(server).manifest(name, 'v1', NEVER))).toMatchObject({ code: 'blocked' });
  });

  test('from https to plain HTTP are blocked even where the target is declared', async () => {
    const authority = await createAuthority();
    const store = await peers.serve((_, response) => answerManifest(response, someManifest()));
    const registry = await peers.serve(
      (_, response) => answer(response, 302, { location: `http://${store.host}/` }),
      await authority.issue(),
    );
    const secure = settingsFor(registry, { insecure: false, ca: authority.cert });
    const name = { registry: registry.host, repository: REPOSITORY };
    const source = peers.client([secure, settingsFor(store)]).source(NO_CREDENTIALS);
    expect(await failureOf(source.manifest(name, 'v1', NEVER))).toMatchObject({ code: 'blocked' });
    expect(store.connections.total).toBe(0);
  });

  test('of a public registry do not lead to a private one that is declared', async () => {
    const store = await peers.serve((_, response) => answerManifest(response, someManifest()));
    const proxy = await peers.serve((_, response) => answer(response, 302, { location: `http://${store.host}/x` }));
    const settings = { ...settingsFor({ host: 'registry.example.com' }), allowPrivate: false };
    const client = peers.client([settings, settingsFor(store)], { env: { HTTP_PROXY: `http://${proxy.host}` } });
    const name = { registry: settings.host, repository: REPOSITORY };
    const failure = await failureOf(client.source(NO_CREDENTIALS).manifest(name, 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'blocked' });
    expect(failure?.message).toContain(store.host);
    expect(store.seen).toEqual([]);
  });
});
