import { afterEach, describe, expect, test } from '@jest/globals';
import { sha256Digest } from '../../src/registry/digest.ts';
import { type Keychain, NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import type { Handler, TestServer } from '../support/http-server.ts';
import {
  answer,
  answerManifest,
  descriptorOf,
  failureOf,
  INDEX_TYPE,
  NEVER,
  Peers,
  REPOSITORY,
  settingsFor,
  someIndex,
  someManifest,
} from '../support/registry-peers.ts';

const peers = new Peers();
afterEach(() => peers.close());

const manifest = someManifest();
const serving: Handler = (_, response) => answerManifest(response, manifest);

/** A registry with two mirrors, the second of which has a prefix. */
async function world(first: Handler, second: Handler, registry: Handler) {
  const servers = [await peers.serve(first), await peers.serve(second), await peers.serve(registry)] as const;
  const mirrors = [servers[0].host, `${servers[1].host}/proxy/cache`];
  const settings = [settingsFor(servers[0]), settingsFor(servers[1]), settingsFor(servers[2], { mirrors })];
  const client = peers.client(settings);
  const name = { registry: servers[2].host, repository: REPOSITORY };
  return {
    client,
    source: client.source(NO_CREDENTIALS),
    name,
    servers,
    asked: () => servers.map(({ seen }) => seen.length),
  };
}

const absent: Handler = (_, response) => answer(response, 404);
const broken: Handler = (_, response) => answer(response, 500);
const lying: Handler = (_, response) => answerManifest(response, someManifest());

describe('mirrors', () => {
  test('are asked first, for tags too', async () => {
    const { source, name, asked } = await world(serving, serving, serving);
    await source.manifest(name, sha256Digest(manifest), NEVER);
    expect((await source.manifest(name, 'v1', NEVER)).digest).toBe(sha256Digest(manifest));
    expect(asked()).toEqual([2, 0, 0]);
  });

  test.each([
    ['has it not', absent, 1],
    ['is out of order', broken, 3],
    ['lies', lying, 1],
    ['wants to know who asks', (_, response) => answer(response, 401, { 'www-authenticate': 'Basic' }), 1],
  ] as const satisfies readonly (readonly [string, Handler, number])[])(
    'are passed over where one %s; a prefix stands before the repository',
    async (_, handler, requests) => {
      const { source, name, asked, servers } = await world(handler, serving, serving);
      await source.manifest(name, sha256Digest(manifest), NEVER);
      expect(asked()).toEqual([requests, 1, 0]);
      expect(servers[1].seen[0]?.url).toBe(`/v2/proxy/cache/${REPOSITORY}/manifests/${sha256Digest(manifest)}`);
    },
  );

  test('leave the last word to the registry', async () => {
    const { source, name, asked } = await world(broken, lying, absent);
    expect(await failureOf(source.manifest(name, sha256Digest(manifest), NEVER))).toMatchObject({ code: 'absent' });
    expect(asked()).toEqual([3, 1, 1]);
  });

  test('are not asked any more once the caller gave up', async () => {
    const controller = new AbortController();
    const { source, name, asked, servers } = await world(() => controller.abort('over'), serving, serving);
    const failure = await failureOf(source.manifest(name, 'v1', controller.signal));
    expect(failure).toMatchObject({ code: 'deadline', message: expect.stringContaining(servers[0].host) });
    expect(asked()).toEqual([1, 0, 0]);
  });

  test('that may not be asked are passed over', async () => {
    const registry = await peers.serve(serving);
    const settings = settingsFor(registry, { mirrors: ['127.0.0.1:1', 'not a host'] });
    const source = peers.client([settings]).source(NO_CREDENTIALS);
    await source.manifest({ registry: registry.host, repository: REPOSITORY }, 'v1', NEVER);
    expect(registry.seen).toHaveLength(1);
  });

  test('serve blobs', async () => {
    const blob = Buffer.from('blob');
    const { source, name, asked } = await world(absent, (_, response) => answer(response, 200, {}, blob), absent);
    expect(await source.blob(name, descriptorOf(blob), 10, NEVER)).toEqual(blob);
    expect(asked()).toEqual([1, 1, 0]);
  });

  test('that list no referrers do not hide those of the registry', async () => {
    const referrers = someIndex(2);
    const empty: Handler = (_, response) => answerManifest(response, someIndex(0), INDEX_TYPE);
    const full: Handler = (_, response) => answerManifest(response, referrers, INDEX_TYPE);
    const { source, name, asked } = await world(absent, empty, full);
    expect(await source.referrers(name, sha256Digest(manifest), 10, NEVER)).toHaveLength(2);
    expect(asked()).toEqual([1, 1, 1]);
  });

  test('get the credentials of their own host and repository, never those of the registry', async () => {
    const guarded: Handler = ({ headers }, response) => {
      if (headers.authorization === undefined) answer(response, 401, { 'www-authenticate': 'Basic realm="x"' });
      else answer(response, 404);
    };
    const { client, name, servers } = await world(guarded, guarded, guarded);
    const keychain: Keychain = {
      id: 'x',
      credentials: async (host, repository) => [{ kind: 'basic', username: repository, password: host }],
    };
    await failureOf(client.source(keychain).manifest(name, 'v1', NEVER));
    const shown = (server: TestServer) =>
      Buffer.from(server.seen.at(-1)?.headers.authorization?.slice(6) ?? '', 'base64').toString();
    expect(servers.map(shown)).toEqual([
      `${REPOSITORY}:${servers[0].host}`,
      `proxy/cache/${REPOSITORY}:${servers[1].host}`,
      `${REPOSITORY}:${servers[2].host}`,
    ]);
  });
});
