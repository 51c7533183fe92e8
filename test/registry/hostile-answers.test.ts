import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  allClosed,
  answer,
  answerManifest,
  descriptorOf,
  failureOf,
  INDEX_TYPE,
  MANIFEST_TYPE,
  NEVER,
  nameAt,
  Peers,
  QUICK,
  someIndex,
  someManifest,
} from '../support/registry-peers.ts';

const peers = new Peers();
afterEach(() => peers.close());

describe('bodies', () => {
  test('without end are cut at the cap, and their connection ends', async () => {
    const chunk = Buffer.alloc(64 * 1024, ' ');
    const server = await peers.serve((_, response) => {
      response.writeHead(200, { 'content-type': MANIFEST_TYPE });
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    const failure = await failureOf(peers.source(server).manifest(nameAt(server), 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'too-large' });
    expect(failure?.message).toContain('4194304');
    await allClosed(server);
  });

  test('whose length is announced beyond the cap are not read', async () => {
    const server = await peers.serve((_, response) => {
      response.writeHead(200, { 'content-type': MANIFEST_TYPE, 'content-length': 5 * 1024 * 1024 }).flushHeaders();
    });
    const work = peers.source(server).manifest(nameAt(server), 'v1', NEVER);
    expect(await failureOf(work)).toMatchObject({ code: 'too-large' });
    await allClosed(server);
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(1024 * 1024))],
    ['identity, gzip', gzipSync('{}')],
    ['br', Buffer.from('x')],
  ])('with the encoding %s are refused', async (encoding, bytes) => {
    const server = await peers.serve((_, response) =>
      answer(response, 200, { 'content-type': MANIFEST_TYPE, 'content-encoding': encoding }, bytes),
    );
    const source = peers.source(server);
    const failure = await failureOf(source.manifest(nameAt(server), 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'protocol' });
    expect(failure?.message).toContain('compressed');
    const { digest, annotations, mediaType } = descriptorOf(bytes);
    const blob = source.blob(nameAt(server), { digest, annotations, mediaType, size: bytes.length }, 1e9, NEVER);
    expect(await failureOf(blob)).toMatchObject({ code: 'protocol' });
  });

  test('with two encodings are refused, with "identity" they are not', async () => {
    const bytes = someManifest();
    let encoding: string | string[] = ['identity', 'gzip'];
    const server = await peers.serve((_, response) =>
      answer(response, 200, { 'content-type': MANIFEST_TYPE, 'content-encoding': encoding }, bytes),
    );
    const source = peers.source(server);
    expect(await failureOf(source.manifest(nameAt(server), 'v1', NEVER))).toMatchObject({ code: 'protocol' });
    encoding = 'Identity';
    expect((await source.manifest(nameAt(server), 'v1', NEVER)).bytes).toEqual(bytes);
  });

  test('that come one byte at a time end with the limit of a request', async () => {
    const server = await peers.serve((_, response) => {
      response.writeHead(200, { 'content-type': MANIFEST_TYPE });
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    const failure = await failureOf(peers.source(server, QUICK).manifest(nameAt(server), 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'deadline' });
    expect(failure?.message).toContain('0.4 s');
    await allClosed(server);
  });

  test('that stop in the middle end with the limit between two pieces', async () => {
    const server = await peers.serve((_, response) => {
      response.writeHead(200, { 'content-type': MANIFEST_TYPE }).write('{');
    });
    const limits = { limits: { connect: 500, idle: 50, total: 20_000 } };
    const failure = await failureOf(peers.source(server, limits).manifest(nameAt(server), 'v1', NEVER));
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(failure?.message).toContain('stopped in the middle');
  });

  test('of refusals are let go of, however long they are', async () => {
    const server = await peers.serve((_, response) => {
      response.writeHead(404);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    expect(await failureOf(peers.source(server).manifest(nameAt(server), 'v1', NEVER))).toMatchObject({
      code: 'absent',
    });
    await allClosed(server);
  });

  test('of short refusals leave the connection for the next request', async () => {
    const server = await peers.serve((_, response) => answer(response, 404, {}, 'none'));
    const source = peers.source(server);
    for (let i = 0; i < 20; i++) await failureOf(source.manifest(nameAt(server), 'v1', NEVER));
    expect(server.seen).toHaveLength(20);
    expect(server.connections.total).toBeLessThan(5);
  });
});

describe('documents', () => {
  test('of 100,000 entries are refused', async () => {
    const index = someIndex(1).toString();
    const entry = JSON.stringify(JSON.parse(index).manifests[0]);
    const bytes = Buffer.from(index.replace(entry, Array(100_000).fill(entry).join(',')));
    const server = await peers.serve((_, response) => answerManifest(response, bytes, INDEX_TYPE));
    expect(await failureOf(peers.source(server).manifest(nameAt(server), 'v1', NEVER))).toMatchObject({
      code: 'too-large',
    });
  });

  test('whose header and body disagree are refused', async () => {
    const server = await peers.serve((_, response) => answerManifest(response, someManifest(), INDEX_TYPE));
    expect(await failureOf(peers.source(server).manifest(nameAt(server), 'v1', NEVER))).toMatchObject({
      code: 'malformed',
    });
  });
});
