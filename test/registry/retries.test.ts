import { afterEach, describe, expect, test } from '@jest/globals';
import type { ImageSource } from '../../src/registry/source.ts';
import type { TestServer } from '../support/http-server.ts';
import {
  answer,
  answerManifest,
  failureOf,
  NEVER,
  Peers,
  REPOSITORY,
  someManifest,
} from '../support/registry-peers.ts';

const peers = new Peers();
afterEach(() => peers.close());

function pull(source: ImageSource, { host }: Pick<TestServer, 'host'>) {
  return source.manifest({ registry: host, repository: REPOSITORY }, 'v1', NEVER);
}

describe('retries', () => {
  test.each([
    [429, 'throttled'],
    [500, 'unreachable'],
    [502, 'unreachable'],
    [503, 'unreachable'],
  ])('status %d is tried three times in all and then %s', async (status, code) => {
    const server = await peers.serve((_, response) => answer(response, status));
    const failure = await failureOf(pull(peers.source(server), server));
    expect(failure).toMatchObject({ name: 'RegistryError', code });
    expect(failure?.message).toContain(String(status));
    expect(server.seen).toHaveLength(3);
  });

  test('the first good answer counts', async () => {
    const bytes = someManifest();
    const server = await peers.serve((_, response) => {
      if (server.seen.length < 3) answer(response, 503);
      else answerManifest(response, bytes);
    });
    expect((await pull(peers.source(server), server)).bytes).toEqual(bytes);
  });

  test.each([
    ['3600', 1],
    ['99999999999999', 1],
    ['Wed, 21 Oct 2099 07:28:00 GMT', 1],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 3],
    ['0', 3],
    ['soon', 3],
    ['-5', 3],
  ])('a Retry-After of "%s" leads to %d requests', async (after, requests) => {
    const server = await peers.serve((_, response) => answer(response, 429, { 'retry-after': after }));
    expect(await failureOf(pull(peers.source(server), server))).toMatchObject({ code: 'throttled' });
    expect(server.seen).toHaveLength(requests);
  });

  test('other statuses are not tried again', async () => {
    const server = await peers.serve((_, response) => answer(response, 404));
    await failureOf(pull(peers.source(server), server));
    expect(server.seen).toHaveLength(1);
  });
});

describe('a host that does not answer', () => {
  test('is left alone after five failures, tried once after ten seconds, and back after an answer', async () => {
    let now = 1_000_000;
    let status = 500;
    const server = await peers.serve((_, response) => answer(response, status));
    const source = peers.source(server, { now: () => now });
    await failureOf(pull(source, server));
    const opening = await failureOf(pull(source, server));
    expect(server.seen).toHaveLength(5);
    expect(opening).toMatchObject({ code: 'unreachable' });
    expect(opening?.message).toContain('5 times in a row');

    now += 9_999;
    expect(await failureOf(pull(source, server))).toMatchObject({ code: 'unreachable' });
    expect(server.seen).toHaveLength(5);

    now += 1;
    await failureOf(pull(source, server));
    expect(server.seen).toHaveLength(6);
    await failureOf(pull(source, server));
    expect(server.seen).toHaveLength(6);

    now += 10_000;
    status = 404;
    expect(await failureOf(pull(source, server))).toMatchObject({ code: 'absent' });
    expect(await failureOf(pull(source, server))).toMatchObject({ code: 'absent' });
    expect(server.seen).toHaveLength(8);
  });

  test('is tried by one request at a time', async () => {
    let now = 1_000_000;
    const server = await peers.serve((_, response) => answer(response, 500));
    const source = peers.source(server, { now: () => now });
    for (let i = 0; i < 3; i++) await failureOf(pull(source, server));
    now += 10_000;
    await Promise.all(Array.from({ length: 10 }, () => failureOf(pull(source, server))));
    expect(server.seen).toHaveLength(6);
  });

  test('is back for all that ask while one tries it', async () => {
    let now = 1_000_000;
    let isWell = false;
    const server = await peers.serve((_, response) =>
      isWell ? answerManifest(response, someManifest()) : answer(response, 500),
    );
    const source = peers.source(server, { now: () => now });
    for (let i = 0; i < 2; i++) await failureOf(pull(source, server));
    now += 10_000;
    isWell = true;
    const failures = await Promise.all(Array.from({ length: 10 }, () => failureOf(pull(source, server))));
    expect(failures).toEqual(Array.from({ length: 10 }, () => undefined));
  });

  test('keeps nobody waiting long while one tries it', async () => {
    let now = 1_000_000;
    const server = await peers.serve((_, response) => {
      if (server.seen.length <= 5) answer(response, 500);
    });
    const source = peers.source(server, { now: () => now });
    for (let i = 0; i < 2; i++) await failureOf(pull(source, server));
    now += 10_000;
    const trial = new AbortController();
    const name = { registry: server.host, repository: REPOSITORY };
    const tried = failureOf(source.manifest(name, 'v1', trial.signal));
    expect(await failureOf(pull(source, server))).toMatchObject({ code: 'unreachable' });
    expect(await failureOf(pull(source, server))).toMatchObject({ code: 'unreachable' });
    expect(server.seen).toHaveLength(6);
    trial.abort();
    expect(await tried).toMatchObject({ code: 'deadline' });
  });

  test('does not take others with it', async () => {
    const broken = await peers.serve((_, response) => answer(response, 500));
    const well = await peers.serve((_, response) => answerManifest(response, someManifest()));
    const settings = [broken, well].map(({ host }) => {
      return { host, insecure: true, allowPrivate: true, mirrors: [], tokenHosts: [] };
    });
    const source = peers.client(settings).source({ id: '', credentials: async () => [] });
    for (let i = 0; i < 3; i++) await failureOf(pull(source, broken));
    expect(await failureOf(pull(source, well))).toBeUndefined();
  });

  test('is not blamed for callers without patience, but for those that waited long enough to connect', async () => {
    let now = 1_000_000;
    let patience = 0;
    const silent = await peers.serve(() => {
      now += patience;
      controller.abort();
    });
    let controller = new AbortController();
    const source = peers.source(silent, { now: () => now });
    const name = { registry: silent.host, repository: REPOSITORY };
    const ask = () => {
      controller = new AbortController();
      return failureOf(source.manifest(name, 'v1', controller.signal));
    };
    for (let i = 0; i < 8; i++) expect(await ask()).toMatchObject({ code: 'deadline' });
    patience = 2_000;
    for (let i = 0; i < 5; i++) expect(await ask()).toMatchObject({ code: 'deadline' });
    expect(await ask()).toMatchObject({ code: 'unreachable' });
    expect(silent.seen).toHaveLength(13);
  });

  test('is tried again after a trial that the caller gave up', async () => {
    let now = 1_000_000;
    const controller = new AbortController();
    const server = await peers.serve((_, response) => {
      if (server.seen.length === 6) controller.abort();
      else answer(response, 500);
    });
    const source = peers.source(server, { now: () => now });
    for (let i = 0; i < 2; i++) await failureOf(pull(source, server));
    now += 10_000;
    const name = { registry: server.host, repository: REPOSITORY };
    expect(await failureOf(source.manifest(name, 'v1', controller.signal))).toMatchObject({ code: 'deadline' });
    await failureOf(pull(source, server));
    expect(server.seen).toHaveLength(7);
  });
});
