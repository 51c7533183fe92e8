import { afterEach, describe, expect, test } from '@jest/globals';
import { type Credential, NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import type { SeenRequest } from '../support/http-server.ts';
import {
  answer,
  failureOf,
  keychainOf,
  NEVER,
  nameAt,
  Peers,
  REPOSITORY,
  settingsFor,
} from '../support/registry-peers.ts';
import { BASIC_ME, lettingIn, ME, OTHER } from './challenging.ts';

const peers = new Peers();
afterEach(() => peers.close());

/** A registry with a token service at another port of the machine; `tokens` has what the service gave out. */
async function bearerWorld(
  give: (request: SeenRequest) => { readonly status?: number; readonly body: unknown },
  challenge = (realm: string) => `Bearer realm="${realm}",service="a, \\"b\\"",scope="registry:catalog:*"`,
) {
  const values = new Set<string>();
  const service = await peers.serve((request, response) => {
    const { status = 200, body } = give(request);
    answer(
      response,
      status,
      { 'content-type': 'application/json' },
      typeof body === 'string' ? body : JSON.stringify(body),
    );
  });
  const registry = await peers.serve(lettingIn(values, () => challenge(`http://${service.host}/token`)));
  const settings = settingsFor(registry, { tokenHosts: [service.host] });
  return { values, service, registry, settings };
}

describe('Bearer', () => {
  test('asks for a token for this repository alone, with our own scope, and uses it', async () => {
    const { values, service, registry, settings } = await bearerWorld(() => ({ body: { token: 'abc' } }));
    values.add('Bearer abc');
    const source = peers.client([settings]).source(keychainOf(ME));
    await source.manifest(nameAt(registry), 'v1', NEVER);
    await source.manifest(nameAt(registry), 'v2', NEVER);
    expect(registry.seen.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Bearer abc', 'Bearer abc']);
    expect(service.seen).toHaveLength(1);
    const [asked] = service.seen;
    expect(asked).toMatchObject({ method: 'GET', headers: { authorization: BASIC_ME } });
    expect([...new URL(asked?.url ?? '', 'http://x').searchParams]).toEqual([
      ['service', 'a, "b"'],
      ['scope', `repository:${REPOSITORY}:pull`],
      ['account', 'me'],
    ]);
  });

  test('as nobody sends no credentials, and takes "access_token" too', async () => {
    const { values, service, registry, settings } = await bearerWorld(() => ({ body: { access_token: 'abc' } }));
    values.add('Bearer abc');
    await peers.client([settings]).source(NO_CREDENTIALS).manifest(nameAt(registry), 'v1', NEVER);
    expect(service.seen[0]?.headers.authorization).toBeUndefined();
    expect(service.seen[0]?.url).not.toContain('account');
  });

  test('fetches a token up front for another repository of the registry', async () => {
    const { values, service, registry, settings } = await bearerWorld(() => ({ body: { token: 'abc' } }));
    values.add('Bearer abc');
    const source = peers.client([settings]).source(NO_CREDENTIALS);
    await source.manifest(nameAt(registry), 'v1', NEVER);
    await source.manifest(nameAt(registry, 'another/one'), 'v1', NEVER);
    expect(registry.seen).toHaveLength(3);
    expect(decodeURIComponent(service.seen[1]?.url ?? '')).toContain('repository:another/one:pull');
  });

  test('goes on without a token where none can be had up front', async () => {
    let isBroken = false;
    const { values, registry, settings } = await bearerWorld(() =>
      isBroken ? { status: 403, body: '' } : { body: { token: 'abc' } },
    );
    values.add('Bearer abc');
    const source = peers.client([settings]).source(NO_CREDENTIALS);
    await source.manifest(nameAt(registry), 'v1', NEVER);
    isBroken = true;
    values.add('');
    expect(await failureOf(source.manifest(nameAt(registry, 'another/one'), 'v1', NEVER))).toBeUndefined();
  });

  test('shares one flight among many requests', async () => {
    const { values, service, registry, settings } = await bearerWorld(() => ({ body: { token: 'abc' } }));
    values.add('Bearer abc');
    const source = peers.client([settings]).source(NO_CREDENTIALS);
    await Promise.all(Array.from({ length: 20 }, () => source.manifest(nameAt(registry), 'v1', NEVER)));
    expect(service.seen).toHaveLength(1);
  });

  test('keeps tokens of repositories and keychains apart', async () => {
    const { values, service, registry, settings } = await bearerWorld(() => ({ body: { token: 'abc' } }));
    values.add('Bearer abc');
    const client = peers.client([settings]);
    await client.source(keychainOf(ME)).manifest(nameAt(registry), 'v1', NEVER);
    await client.source(keychainOf(OTHER)).manifest(nameAt(registry), 'v1', NEVER);
    await client.source(NO_CREDENTIALS).manifest(nameAt(registry), 'v1', NEVER);
    expect(service.seen.map(({ headers }) => headers.authorization === undefined)).toEqual([false, false, true]);
  });

  test.each([
    [undefined, 54_999, 55_001],
    [-5, 54_999, 55_001],
    ['300', 54_999, 55_001],
    [300, 294_999, 295_001],
    [1e12, 3_594_999, 3_595_001],
  ])('with expires_in %s is used as long as that', async (lifetime, before, after) => {
    let now = 1_000_000;
    const { values, service, registry, settings } = await bearerWorld(() => ({
      body: { token: 'a', expires_in: lifetime },
    }));
    values.add('Bearer a');
    const source = peers.client([settings], { now: () => now }).source(NO_CREDENTIALS);
    await source.manifest(nameAt(registry), 'v1', NEVER);
    now += before;
    await source.manifest(nameAt(registry), 'v1', NEVER);
    expect(service.seen).toHaveLength(1);
    now += after - before;
    await source.manifest(nameAt(registry), 'v1', NEVER);
    expect(service.seen).toHaveLength(2);
  });

  test('fetches one token anew where the one it had is refused', async () => {
    let next = 1;
    const { values, service, registry, settings } = await bearerWorld(() => ({ body: { token: `t${next++}` } }));
    values.add('Bearer t1');
    const source = peers.client([settings]).source(NO_CREDENTIALS);
    await source.manifest(nameAt(registry), 'v1', NEVER);
    values.clear();
    values.add('Bearer t2');
    await source.manifest(nameAt(registry), 'v1', NEVER);
    expect(registry.seen.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer t1',
      'Bearer t1',
      'Bearer t2',
    ]);
    expect(service.seen).toHaveLength(2);
  });

  test('after "insufficient_scope" fetches a new token once, and no more', async () => {
    let next = 1;
    const error = (realm: string) => `Bearer realm="${realm}",error="insufficient_scope"`;
    const { service, registry, settings } = await bearerWorld(() => ({ body: { token: `t${next++}` } }), error);
    const failure = await failureOf(
      peers.client([settings]).source(NO_CREDENTIALS).manifest(nameAt(registry), 'v1', NEVER),
    );
    expect(failure).toMatchObject({ code: 'unauthorized' });
    expect(service.seen).toHaveLength(2);
    expect(registry.seen).toHaveLength(3);
  });

  test('tries each credential and then nobody where the service or the registry refuses', async () => {
    const { values, service, registry, settings } = await bearerWorld(({ headers }) =>
      headers.authorization === BASIC_ME
        ? { status: 401, body: 'no' }
        : { body: { token: headers.authorization ? 'other' : 'nobody' } },
    );
    values.add('Bearer nobody');
    await peers.client([settings]).source(keychainOf(ME, OTHER)).manifest(nameAt(registry), 'v1', NEVER);
    expect(service.seen).toHaveLength(3);
    expect(registry.seen.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer other',
      'Bearer nobody',
    ]);
  });

  test('with a refresh token posts it, and does not repeat that', async () => {
    let status = 200;
    const { values, service, registry, settings } = await bearerWorld(() => ({
      status,
      body: { access_token: 'abc' },
    }));
    values.add('Bearer abc');
    const credential: Credential = { kind: 'refresh', token: 'r&r' };
    await peers.client([settings]).source(keychainOf(credential)).manifest(nameAt(registry), 'v1', NEVER);
    const [asked] = service.seen;
    expect(asked).toMatchObject({ method: 'POST', url: '/token' });
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      grant_type: 'refresh_token',
      service: 'a, "b"',
      scope: `repository:${REPOSITORY}:pull`,
      client_id: 'tidewaiter',
      refresh_token: 'r&r',
    });
    status = 503;
    const failure = await failureOf(
      peers.client([settings]).source(keychainOf(credential)).manifest(nameAt(registry), 'v1', NEVER),
    );
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(service.seen).toHaveLength(2);
  });

  test('with a ready token sends it as it is, unless it has characters that no token has', async () => {
    const { values, service, registry, settings } = await bearerWorld(() => ({ status: 401, body: '' }));
    values.add('Bearer ready');
    const client = peers.client([settings]);
    await client.source(keychainOf({ kind: 'bearer', token: 'ready' })).manifest(nameAt(registry), 'v1', NEVER);
    expect(service.seen).toEqual([]);
    const split = keychainOf({ kind: 'bearer', token: 'ready\r\nx: y' });
    const failure = await failureOf(client.source(split).manifest(nameAt(registry), 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'unauthorized' });
    expect(failure?.message).toContain('characters that no token has');
  });
});
