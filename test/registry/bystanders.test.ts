import { afterEach, describe, expect, test } from '@jest/globals';
import { NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import type { ImageSource } from '../../src/registry/source.ts';
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

const pull = (source: ImageSource, registry: string, repository = REPOSITORY, signal = NEVER) =>
  source.manifest({ registry, repository }, 'v1', signal);

/** More than it takes for a host to be left alone. */
const SIX = [1, 2, 3, 4, 5, 6];

describe('a registry', () => {
  test('is not left alone because of another one that redirects to what fails there', async () => {
    const victim = await peers.serve(({ url }, response) => {
      if (url === '/fails') answer(response, 500);
      else answerManifest(response, someManifest());
    });
    const hostile = await peers.serve((_, response) =>
      answer(response, 302, { location: `http://${victim.host}/fails` }),
    );
    const source = peers.client([settingsFor(victim), settingsFor(hostile)]).source(NO_CREDENTIALS);
    for (const _ of SIX) await failureOf(pull(source, hostile.host));
    expect(victim.seen).toHaveLength(5);
    expect(await failureOf(pull(source, victim.host))).toBeUndefined();
  });

  test('is not left alone because of another one that names what fails there as its token service', async () => {
    const victim = await peers.serve(({ url }, response) => {
      if (url.startsWith('/fails')) answer(response, 500);
      else answerManifest(response, someManifest());
    });
    const hostile = await peers.serve((_, response) =>
      answer(response, 401, { 'www-authenticate': `Bearer realm="http://${victim.host}/fails"` }),
    );
    const settings = [settingsFor(victim), settingsFor(hostile, { tokenHosts: [victim.host] })];
    const source = peers.client(settings).source(NO_CREDENTIALS);
    for (const _ of SIX) await failureOf(pull(source, hostile.host));
    expect(victim.seen.length).toBeGreaterThanOrEqual(5);
    expect(await failureOf(pull(source, victim.host))).toBeUndefined();
  });

  test.each([
    ['fails', 'answers with errors'],
    ['breaks', 'breaks off'],
    ['babbles', 'answers with what is not HTTP'],
  ])('is not left alone because of one repository in it that %s', async (misdeed) => {
    const server = await peers.serve(({ url }, response) => {
      if (!url.includes('hostile')) answerManifest(response, someManifest());
      else if (misdeed === 'fails') answer(response, 503);
      else if (misdeed === 'breaks') response.socket?.destroy();
      else response.socket?.end('HTTP/7.7 what\r\n\r\n');
    });
    const source = peers.source(server);
    for (const _ of SIX) await failureOf(pull(source, server.host, 'hostile/app'));
    expect((await failureOf(pull(source, server.host, 'hostile/app')))?.message).toContain('5 times in a row');
    expect(await failureOf(pull(source, server.host))).toBeUndefined();
  });

  test('is not blamed for the time that requests wait for a connection to it', async () => {
    let now = 1_000_000;
    const silent = await peers.serve(({ url }, response) => {
      if (url.includes('quick')) answerManifest(response, someManifest());
    });
    const source = peers.source(silent, { now: () => now });
    const patience = new AbortController();
    const hanging = Array.from({ length: 8 }, () =>
      failureOf(pull(source, silent.host, 'hanging/app', patience.signal)),
    );
    while (silent.seen.length < 8) await new Promise((resolve) => setImmediate(resolve));
    const impatience = new AbortController();
    const waiting = SIX.map(() => failureOf(pull(source, silent.host, 'quick/app', impatience.signal)));
    await new Promise((resolve) => setImmediate(resolve));
    now += 10_000;
    impatience.abort();
    for (const failure of await Promise.all(waiting)) expect(failure).toMatchObject({ code: 'deadline' });
    patience.abort();
    await Promise.all(hanging);
    expect(await failureOf(pull(source, silent.host, 'quick/app'))).toBeUndefined();
  });

  test('is not asked as the target of a redirect says that one must ask', async () => {
    const bytes = someManifest();
    const trap = await peers.serve(() => {});
    const elsewhere = await peers.serve((_, response) =>
      answer(response, 401, { 'www-authenticate': `Bearer realm="http://${trap.host}/token"` }),
    );
    const registry = await peers.serve(({ url }, response) => {
      if (url.includes('hostile')) answer(response, 307, { location: `http://${elsewhere.host}/` });
      else answerManifest(response, bytes);
    });
    const settings = [settingsFor(registry, { tokenHosts: [trap.host] }), settingsFor(elsewhere)];
    const source = peers.client(settings).source(keychainOf({ kind: 'basic', username: 'me', password: 'secret' }));
    expect(await failureOf(pull(source, registry.host, 'hostile/app'))).toMatchObject({ code: 'unauthorized' });
    expect((await pull(source, registry.host)).bytes).toEqual(bytes);
    expect(trap.connections.total).toBe(0);
  });
});

describe('a host that cannot be connected to', () => {
  test('is left alone for whatever repository', async () => {
    const gone = await peers.serve(() => {});
    await gone.close();
    const source = peers.source(gone);
    for (const i of SIX) await failureOf(pull(source, gone.host, `team/app${i}`));
    expect((await failureOf(pull(source, gone.host, 'team/other')))?.message).toContain('5 times in a row');
  });
});
