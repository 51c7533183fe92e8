import { afterEach, describe, expect, test } from '@jest/globals';
import { type Credential, type Keychain, NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import { RegistryError } from '../../src/registry/source.ts';
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

describe('Basic', () => {
  test('is shown after it was asked for, and at once from then on', async () => {
    const registry = await peers.serve(lettingIn(new Set([BASIC_ME]), () => 'BASIC realm="x"'));
    const source = peers.client([settingsFor(registry)]).source(keychainOf(ME));
    await source.manifest(nameAt(registry), 'v1', NEVER);
    await source.manifest(nameAt(registry, 'another/one'), 'v1', NEVER);
    expect(registry.seen.map(({ headers }) => headers.authorization)).toEqual([undefined, BASIC_ME, BASIC_ME]);
  });

  test('tries all credentials in their order, and begins with the right one the next time', async () => {
    const registry = await peers.serve(lettingIn(new Set([BASIC_ME]), () => 'Basic realm="x"'));
    const source = peers.client([settingsFor(registry)]).source(keychainOf(OTHER, ME));
    await source.manifest(nameAt(registry), 'v1', NEVER);
    expect(registry.seen).toHaveLength(3);
    await source.manifest(nameAt(registry), 'v1', NEVER);
    expect(registry.seen).toHaveLength(4);
  });

  test('without credentials, or with wrong ones, is unauthorized; the message has no secret', async () => {
    const registry = await peers.serve(lettingIn(new Set(), () => 'Basic realm="x"'));
    const client = peers.client([settingsFor(registry)]);
    const none = await failureOf(client.source(NO_CREDENTIALS).manifest(nameAt(registry), 'v1', NEVER));
    expect(none).toMatchObject({ name: 'RegistryError', code: 'unauthorized' });
    expect(none?.message).toContain('there are no credentials for it');
    const wrong = await failureOf(client.source(keychainOf(ME, OTHER)).manifest(nameAt(registry), 'v1', NEVER));
    expect(wrong?.code).toBe('unauthorized');
    expect(wrong?.message).toContain('the 2 credentials that there are do not suffice');
    const one = await failureOf(client.source(keychainOf(ME)).manifest(nameAt(registry), 'v1', NEVER));
    expect(one?.message).toContain('the credentials that there are do not suffice');
    expect(wrong?.message).not.toContain('secret');
  });

  test.each([
    ['a challenge that nobody knows', { 'www-authenticate': 'Negotiate' }, 401],
    ['no challenge', {}, 401],
    ['403', {}, 403],
  ])('is not shown after %s', async (_, headers, status) => {
    const registry = await peers.serve((_request, response) => answer(response, status, headers));
    const work = peers
      .client([settingsFor(registry)])
      .source(keychainOf(ME))
      .manifest(nameAt(registry), 'v1', NEVER);
    expect(await failureOf(work)).toMatchObject({ code: 'unauthorized' });
    expect(registry.seen).toHaveLength(1);
  });
});

describe('keychains', () => {
  const failing = (error: unknown): Keychain => ({ id: 'x', credentials: () => Promise.reject(error) });

  test.each([
    ['our own error', new RegistryError('unauthorized', 'the Secret is gone'), 'the Secret is gone'],
    ['any error', new TypeError('internal'), 'the credentials for'],
  ])('that fail with %s', async (_, error, message) => {
    const registry = await peers.serve(lettingIn(new Set(), () => 'Basic realm="x"'));
    const source = peers.client([settingsFor(registry)]).source(failing(error));
    const failure = await failureOf(source.manifest(nameAt(registry), 'v1', NEVER));
    expect(failure).toMatchObject({ name: 'RegistryError', code: 'unauthorized' });
    expect(failure?.message).toContain(message);
  });

  test('that wait for the caller to give up', async () => {
    const controller = new AbortController();
    const registry = await peers.serve(lettingIn(new Set(), () => 'Basic realm="x"'));
    const giveUp: Keychain = {
      id: 'x',
      credentials: async () => {
        controller.abort('over');
        throw controller.signal.reason;
      },
    };
    const source = peers.client([settingsFor(registry)]).source(giveUp);
    const failure = await failureOf(source.manifest(nameAt(registry), 'v1', controller.signal));
    expect(failure).toMatchObject({ code: 'deadline', cause: 'over' });
  });

  test('with more credentials than are tried', async () => {
    const registry = await peers.serve(lettingIn(new Set(), () => 'Basic realm="x"'));
    const source = peers.client([settingsFor(registry)]).source(keychainOf(...Array<Credential>(33).fill(ME)));
    const failure = await failureOf(source.manifest(nameAt(registry), 'v1', NEVER));
    expect(failure?.message).toContain('more than 32 credentials');
  });

  test('are asked for the exact registry and repository', async () => {
    const registry = await peers.serve(lettingIn(new Set(), () => 'Basic realm="x"'));
    const asked: string[] = [];
    const keychain: Keychain = {
      id: 'x',
      credentials: async (host, repository) => {
        asked.push(`${host} ${repository}`);
        return [];
      },
    };
    await failureOf(
      peers
        .client([settingsFor(registry)])
        .source(keychain)
        .manifest(nameAt(registry), 'v1', NEVER),
    );
    expect(asked).toEqual([`${registry.host} ${REPOSITORY}`]);
  });
});
