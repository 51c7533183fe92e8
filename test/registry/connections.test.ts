import { afterEach, describe, expect, test } from '@jest/globals';
import {
  allClosed,
  answer,
  answerManifest,
  failureOf,
  MANIFEST_TYPE,
  NEVER,
  nameAt,
  Peers,
  QUICK,
  someManifest,
} from '../support/registry-peers.ts';

const peers = new Peers();
afterEach(() => peers.close());

describe('connections', () => {
  test('to one host are eight at most', async () => {
    let open = 0;
    let most = 0;
    const server = await peers.serve((_, response) => {
      open++;
      most = Math.max(most, open);
      setTimeout(() => {
        open--;
        answerManifest(response, someManifest());
      }, 10);
    });
    const source = peers.source(server);
    await Promise.all(Array.from({ length: 40 }, () => source.manifest(nameAt(server), 'v1', NEVER)));
    expect(most).toBe(8);
    expect(server.connections.total).toBe(8);
  });

  test('that are reset are tried twice more', async () => {
    const server = await peers.serveSockets((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const failure = await failureOf(peers.source(server).manifest(nameAt(server), 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(failure?.message).toContain(`${server.host} closed the connection`);
    expect(server.connections.total).toBe(3);
  });

  test('that break in the middle of a body are tried again, and the second answer counts', async () => {
    const bytes = someManifest();
    const server = await peers.serve((_, response) => {
      if (server.seen.length > 1) return answerManifest(response, bytes);
      response.writeHead(200, { 'content-type': MANIFEST_TYPE, 'content-length': bytes.length });
      response.write(bytes.subarray(0, 10), () => response.destroy());
    });
    expect((await peers.source(server).manifest(nameAt(server), 'v1', NEVER)).bytes).toEqual(bytes);
    expect(server.seen).toHaveLength(2);
  });

  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'protocol'],
    ['more headers than are read', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 'protocol'],
    ['a malformed length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n', 'protocol'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 'protocol'],
  ])('that answer with %s', async (_, text, code) => {
    const server = await peers.serveSockets((socket) => socket.once('data', () => socket.end(text)));
    const failure = await failureOf(peers.source(server).manifest(nameAt(server), 'v1', NEVER));
    expect(failure).toMatchObject({ name: 'RegistryError', code });
    expect(failure?.message).toContain(server.host);
    expect(failure?.message).not.toContain('SSH');
  });

  test('that accept and stay silent end with the limit of a request', async () => {
    const server = await peers.serveSockets(() => {});
    const failure = await failureOf(peers.source(server, QUICK).manifest(nameAt(server), 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'deadline' });
  });

  test('that are refused', async () => {
    const server = await peers.serve(() => {});
    const source = peers.source(server);
    await server.close();
    const failure = await failureOf(source.manifest(nameAt(server), 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(failure?.message).toContain('refuses connections');
    server.close = async () => {};
  });
});

describe('the signal of the caller', () => {
  test('ends a request, with its reason as the cause', async () => {
    const server = await peers.serve(() => controller.abort(reason));
    const controller = new AbortController();
    const reason = new Error('the review is over');
    const failure = await failureOf(peers.source(server).manifest(nameAt(server), 'v1', controller.signal));
    expect(failure).toMatchObject({ name: 'RegistryError', code: 'deadline', cause: reason });
    await allClosed(server);
  });

  test('keeps from asking where it has aborted before', async () => {
    const server = await peers.serve((_, response) => answerManifest(response, someManifest()));
    const failure = await failureOf(peers.source(server).manifest(nameAt(server), 'v1', AbortSignal.abort('over')));
    expect(failure).toMatchObject({ code: 'deadline', cause: 'over' });
    expect(server.seen).toEqual([]);
  });

  test('ends a wait between two attempts', async () => {
    const controller = new AbortController();
    const server = await peers.serve((_, response) => {
      answer(response, 503, { 'retry-after': '2' });
      response.on('close', () => controller.abort('over'));
    });
    const failure = await failureOf(peers.source(server).manifest(nameAt(server), 'v1', controller.signal));
    expect(failure).toMatchObject({ code: 'deadline', cause: 'over' });
    expect(server.seen).toHaveLength(1);
  });

  test('that never aborts is left without listeners', async () => {
    const server = await peers.serve((_, response) => answerManifest(response, someManifest()));
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners++;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners--;
      removeEventListener.apply(signal, args);
    };
    await peers.source(server).manifest(nameAt(server), 'v1', signal);
    expect(listeners).toBe(0);
  });
});

test('after it was closed a client asks nobody', async () => {
  const server = await peers.serve((_, response) => answerManifest(response, someManifest()));
  const client = peers.client([]);
  const source = client.source({ id: '', credentials: async () => [] });
  await client.close();
  const failure = await failureOf(source.manifest({ registry: 'registry.example.com', repository: 'a' }, 'v1', NEVER));
  expect(failure).toMatchObject({ code: 'unreachable' });
  expect(server.seen).toEqual([]);
});

test('closing a client ends its requests', async () => {
  const server = await peers.serve(() => void client.close());
  const client = peers.client([{ host: server.host, insecure: true, allowPrivate: true, mirrors: [], tokenHosts: [] }]);
  const source = client.source({ id: '', credentials: async () => [] });
  const failure = await failureOf(source.manifest(nameAt(server), 'v1', NEVER));
  expect(failure).toMatchObject({ code: 'unreachable' });
  expect(failure?.message).toContain('closed');
});
