import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { sha256Digest } from '../../src/registry/digest.ts';
import {
  answer,
  answerManifest,
  descriptorOf,
  failureOf,
  INDEX_TYPE,
  MANIFEST_TYPE,
  NEVER,
  Peers,
  REPOSITORY,
  someIndex,
  someManifest,
} from '../support/registry-peers.ts';

const peers = new Peers();
afterEach(() => peers.close());

describe('manifests', () => {
  test('of a tag are hashed, and asked for with all four types, once, without credentials or encoding', async () => {
    const bytes = someManifest();
    const server = await peers.serve((_, response) => answerManifest(response, bytes));
    const name = { registry: server.host, repository: REPOSITORY };
    const fetched = await peers.source(server).manifest(name, 'v1', NEVER);
    expect(fetched).toMatchObject({ digest: sha256Digest(bytes), mediaType: MANIFEST_TYPE, bytes });
    expect(fetched.document.kind).toBe('manifest');
    expect(server.seen).toHaveLength(1);
    const [seen] = server.seen;
    expect(seen).toMatchObject({ method: 'GET', url: `/v2/${REPOSITORY}/manifests/v1` });
    expect(seen?.headers['accept-encoding']).toBe('identity');
    expect(seen?.headers.authorization).toBeUndefined();
    expect(seen?.headers.accept?.split(', ')).toEqual([
      'application/vnd.oci.image.index.v1+json',
      'application/vnd.oci.image.manifest.v1+json',
      'application/vnd.docker.distribution.manifest.list.v2+json',
      'application/vnd.docker.distribution.manifest.v2+json',
    ]);
  });

  test('of an index by digest, sha512 too', async () => {
    const bytes = someIndex(3);
    const server = await peers.serve((_, response) => answerManifest(response, bytes, INDEX_TYPE));
    const source = peers.source(server);
    const name = { registry: server.host, repository: REPOSITORY };
    const sha512 = `sha512:${createHash('sha512').update(bytes).digest('hex')}`;
    for (const digest of [sha256Digest(bytes), sha512]) {
      const fetched = await source.manifest(name, digest, NEVER);
      expect(fetched.digest).toBe(digest);
      expect(fetched.document).toMatchObject({ kind: 'index', manifests: { length: 3 } });
    }
  });

  test('are refused where the bytes are not those of the digest', async () => {
    const server = await peers.serve((_, response) => answerManifest(response, someManifest()));
    const name = { registry: server.host, repository: REPOSITORY };
    const work = peers.source(server).manifest(name, sha256Digest(someManifest()), NEVER);
    expect(await failureOf(work)).toMatchObject({ name: 'RegistryError', code: 'digest' });
  });

  test.each([
    ['other, well-formed', (own: string) => own.replace(/.$/, own.endsWith('0') ? '1' : '0'), 'digest'],
    ['right', (own: string) => own, undefined],
    ['malformed', () => 'sha256:00', undefined],
    ['of another algorithm and wrong', () => `sha512:${'0'.repeat(128)}`, 'digest'],
    ['doubled', (own: string) => [own.replace(/.$/, 'x'), own], undefined],
  ] as const)('with a Docker-Content-Digest that is %s', async (_, header, code) => {
    const bytes = someManifest();
    const server = await peers.serve((_request, response) =>
      answer(
        response,
        200,
        { 'content-type': MANIFEST_TYPE, 'docker-content-digest': header(sha256Digest(bytes)) },
        bytes,
      ),
    );
    const name = { registry: server.host, repository: REPOSITORY };
    const failure = await failureOf(peers.source(server).manifest(name, 'v1', NEVER));
    expect(failure?.code).toBe(code);
  });

  test('differ when the registry changes its mind: each answer is hashed for itself', async () => {
    const server = await peers.serve((_, response) => answerManifest(response, someManifest()));
    const source = peers.source(server);
    const name = { registry: server.host, repository: REPOSITORY };
    const [first, second] = [await source.manifest(name, 'v1', NEVER), await source.manifest(name, 'v1', NEVER)];
    expect(first.digest).not.toBe(second.digest);
    expect(await failureOf(source.manifest(name, first.digest, NEVER))).toMatchObject({ code: 'digest' });
  });

  test.each([
    [404, 'absent'],
    [400, 'protocol'],
    [206, 'protocol'],
    [204, 'protocol'],
  ])('with status %d are %s', async (status, code) => {
    const server = await peers.serve((_, response) => answer(response, status));
    const name = { registry: server.host, repository: REPOSITORY };
    expect(await failureOf(peers.source(server).manifest(name, 'v1', NEVER))).toMatchObject({ code });
  });

  test.each(['', '../x', 'v1?x', 'a/b', 'sha256:00', 'v'.repeat(129), 'v1#'])(
    'are not asked for by "%s"',
    async (reference) => {
      const server = await peers.serve((_, response) => answerManifest(response, someManifest()));
      const name = { registry: server.host, repository: REPOSITORY };
      const failure = await failureOf(peers.source(server).manifest(name, reference, NEVER));
      expect(failure).toMatchObject({ code: 'malformed' });
      expect(server.seen).toEqual([]);
    },
  );

  test.each(['', 'a//b', '../a', 'a/..', 'A/b', 'a b', 'a%2fb', `${'a/'.repeat(300)}b`])(
    'are not asked for in the repository "%s"',
    async (repository) => {
      const server = await peers.serve((_, response) => answerManifest(response, someManifest()));
      const failure = await failureOf(
        peers.source(server).manifest({ registry: server.host, repository }, 'v1', NEVER),
      );
      expect(failure).toMatchObject({ code: 'malformed' });
      expect(server.seen).toEqual([]);
    },
  );
});

describe('blobs', () => {
  const blob = Buffer.from('what is signed');

  test('are had where size and digest are right', async () => {
    const server = await peers.serve((_, response) => answer(response, 200, {}, blob));
    const name = { registry: server.host, repository: REPOSITORY };
    expect(await peers.source(server).blob(name, descriptorOf(blob), 100, NEVER)).toEqual(blob);
    expect(server.seen[0]?.url).toBe(`/v2/${REPOSITORY}/blobs/${sha256Digest(blob)}`);
  });

  test.each([
    ['longer than promised', Buffer.concat([blob, blob])],
    ['shorter than promised', blob.subarray(1)],
    ['others of the same length', Buffer.from('What is signed')],
  ])('are refused where the bytes are %s', async (_, bytes) => {
    const server = await peers.serve((_request, response) => answer(response, 200, {}, bytes));
    const name = { registry: server.host, repository: REPOSITORY };
    const work = peers.source(server).blob(name, descriptorOf(blob), 100, NEVER);
    expect(await failureOf(work)).toMatchObject({ code: 'digest' });
  });

  test('are refused where their descriptor promises more than there is, though the digest is right', async () => {
    const server = await peers.serve((_, response) => answer(response, 200, {}, blob));
    const name = { registry: server.host, repository: REPOSITORY };
    const promised = { ...descriptorOf(blob), size: blob.length + 1 };
    expect(await failureOf(peers.source(server).blob(name, promised, 100, NEVER))).toMatchObject({ code: 'digest' });
  });

  test('are not asked for where the descriptor promises more than the cap, or has no digest', async () => {
    const server = await peers.serve((_, response) => answer(response, 200, {}, blob));
    const name = { registry: server.host, repository: REPOSITORY };
    const source = peers.source(server);
    expect(await failureOf(source.blob(name, descriptorOf(blob), 5, NEVER))).toMatchObject({ code: 'too-large' });
    const wayOut = { ...descriptorOf(blob), digest: '../../x' };
    expect(await failureOf(source.blob(name, wayOut, 100, NEVER))).toMatchObject({ code: 'malformed' });
    expect(server.seen).toEqual([]);
  });
});

describe('registry names', () => {
  test.each(['', 'host/path', 'user@host', 'registry.example.com.', '0x7f.1', 'a\u3002b'])(
    '"%s" is refused',
    async (registry) => {
      const source = peers.client([]).source({ id: '', credentials: async () => [] });
      const failure = await failureOf(source.manifest({ registry, repository: REPOSITORY }, 'v1', NEVER));
      expect(failure).toMatchObject({ code: 'blocked' });
    },
  );
});
