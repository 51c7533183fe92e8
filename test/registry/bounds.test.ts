import { afterEach, describe, expect, test } from '@jest/globals';
import { BoundedMap } from '../../src/registry/bounded-map.ts';
import { guardedConnector } from '../../src/registry/connector.ts';
import { type Keychain, NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import { SharedWork } from '../../src/registry/shared-work.ts';
import { transportError } from '../../src/registry/transport-error.ts';
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

describe('a bounded map', () => {
  test('forgets what was used longest ago, and says so', () => {
    const forgotten: number[] = [];
    const map = new BoundedMap<number>(2, { onForget: (value) => forgotten.push(value) });
    map.set('a', 1);
    map.set('b', 2);
    expect(map.get('a')).toBe(1);
    map.set('c', 3);
    map.set('c', 4);
    expect(forgotten).toEqual([2]);
    expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([1, undefined, 4]);
    map.delete('a');
    expect(map.drain()).toEqual([4]);
    expect(map.drain()).toEqual([]);
    expect(forgotten).toEqual([2]);
  });

  test('forgets as much as it takes for what is heavy, and that itself if it is too heavy', () => {
    const forgotten: string[] = [];
    const map = new BoundedMap<string>(10, {
      weigh: (value, key) => value.length + key.length,
      onForget: (value) => forgotten.push(value),
    });
    for (const key of ['a', 'b', 'c']) map.set(key, key.repeat(2));
    map.set('c', 'ccc');
    expect(forgotten).toEqual([]);
    map.set('d', 'dddd');
    expect(forgotten).toEqual(['aa', 'bb']);
    map.delete('d');
    map.delete('d');
    map.set('e', 'eeeee');
    expect(map.get('c')).toBe('ccc');
    map.set('f', 'x'.repeat(10));
    expect(map.drain()).toEqual([]);
    map.set('g', 'x'.repeat(9));
    expect(map.get('g')).toBeDefined();
  });
});

test('connections to more hosts than are kept end where they were used longest ago', async () => {
  const server = await peers.serve((_, response) => answerManifest(response, someManifest()));
  const hosts = Array.from({ length: 80 }, (_, i) => `r${i}.example.com:${server.port}`);
  const lookup = async () => [{ address: '127.0.0.1', family: 4 }];
  const source = peers
    .client(
      hosts.map((host) => settingsFor({ host })),
      { lookup },
    )
    .source(NO_CREDENTIALS);
  for (const registry of hosts) await source.manifest({ registry, repository: REPOSITORY }, 'v1', NEVER);
  expect(server.connections.total).toBe(80);
  while (server.connections.open.size > 64) await new Promise((resolve) => setImmediate(resolve));
  const [first = ''] = hosts;
  await source.manifest({ registry: first, repository: REPOSITORY }, 'v1', NEVER);
  expect(server.connections.total).toBe(81);
});

describe('shared work', () => {
  test('goes on as long as one waits, and is given up with the last', async () => {
    const shared = new SharedWork<string>();
    const [first, second] = [new AbortController(), new AbortController()];
    const signals: AbortSignal[] = [];
    const work = (signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));
    };
    const waiting = [first, second].map(({ signal }) => failureOf(shared.join('key', 'host', work, signal)));
    first.abort('over');
    expect(await waiting[0]).toMatchObject({ code: 'deadline', cause: 'over' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    second.abort('over too');
    expect(await waiting[1]).toMatchObject({ code: 'deadline', cause: 'over too' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(await shared.join('key', 'host', async () => 'anew', NEVER)).toBe('anew');
  });

  test('whose failure is told to all, and not remembered', async () => {
    const shared = new SharedWork<string>();
    const fail = () => Promise.reject(new Error('no'));
    const failures = await Promise.all([1, 2].map(() => failureOf(shared.join('key', 'host', fail, NEVER))));
    expect(failures.map((failure) => failure?.message)).toEqual(['no', 'no']);
    expect(await shared.join('key', 'host', async () => 'anew', NEVER)).toBe('anew');
  });

  test('is not waited for by those who had given up before', async () => {
    const failure = await failureOf(
      new SharedWork<string>().join('key', 'host', async () => 'x', AbortSignal.abort('over')),
    );
    expect(failure).toMatchObject({ code: 'deadline', cause: 'over' });
  });
});

test('a token service that does not answer ends with the caller, up front too', async () => {
  const controller = new AbortController();
  let isSilent = false;
  const tokens = await peers.serve((_, response) => {
    if (isSilent) controller.abort('over');
    else answer(response, 200, {}, '{"token":"good"}');
  });
  const registry = await peers.serve(({ headers }, response) => {
    if (headers.authorization === 'Bearer good') answerManifest(response, someManifest());
    else answer(response, 401, { 'www-authenticate': `Bearer realm="http://${tokens.host}/token"` });
  });
  const client = peers.client([settingsFor(registry, { tokenHosts: [tokens.host] })]);
  const name = { registry: registry.host, repository: REPOSITORY };
  await client.source(NO_CREDENTIALS).manifest(name, 'v1', NEVER);
  isSilent = true;
  const failure = await failureOf(client.source(keychainOf()).manifest(name, 'v1', controller.signal));
  expect(failure).toMatchObject({ code: 'deadline', cause: 'over' });
});

test('a keychain that breaks its promise is an error of ours all the same', async () => {
  const registry = await peers.serve((_, response) => answer(response, 401, { 'www-authenticate': 'Basic' }));
  const broken: Keychain = {
    id: 'x',
    credentials: () => {
      throw new TypeError('secret');
    },
  };
  const source = peers.client([settingsFor(registry)]).source(broken);
  const failure = await failureOf(source.manifest({ registry: registry.host, repository: REPOSITORY }, 'v1', NEVER));
  expect(failure).toMatchObject({ name: 'RegistryError', code: 'unreachable' });
  expect(failure?.message).not.toContain('secret');
});

describe('a connector', () => {
  test.each(['127.0.0.1', '::1', '169.254.169.254'])(
    'does not connect to %s, which no look-up would check',
    async (hostname) => {
      const connect = guardedConnector({ timeout: 100, allowPrivate: false, tls: {}, resolve: async () => [] });
      const error = await new Promise((resolve) =>
        connect({ hostname, host: hostname, protocol: 'http:', port: '1' }, (...[problem]) => resolve(problem)),
      );
      expect(error).toMatchObject({ name: 'RegistryError', code: 'blocked' });
    },
  );
});

describe('errors of the transport', () => {
  test.each([
    [{ code: 'ENOTFOUND' }, 'not found in the DNS'],
    [{ code: 'EAI_AGAIN' }, 'the DNS does not answer'],
    [{ code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }, 'asks for a client certificate'],
    [{ errors: [{ code: 'ECONNREFUSED' }, { code: 'ENETUNREACH' }] }, 'refuses connections'],
    [{ errors: [] }, 'unknown reason'],
    [{ code: 'ESOMETHING\u202e' }, 'ESOMETHING\\u{202e}'],
    [new Error('secret'), 'unknown reason'],
    ['secret', 'unknown reason'],
    [undefined, 'unknown reason'],
  ])('%p are told by their code', (error, message) => {
    const told = transportError(error, 'registry.example.com');
    expect(told).toMatchObject({ name: 'RegistryError', code: 'unreachable', cause: error });
    expect(told.message).toContain('registry.example.com');
    expect(told.message).toContain(message);
    expect(told.message).not.toContain('secret');
  });
});
