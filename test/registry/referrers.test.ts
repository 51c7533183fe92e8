import { afterEach, describe, expect, test } from '@jest/globals';
import { sha256Digest } from '../../src/registry/digest.ts';
import type { Handler } from '../support/http-server.ts';
import {
  answer,
  answerManifest,
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

const SUBJECT = sha256Digest(Buffer.from('subject'));
const PATH = `/v2/${REPOSITORY}/referrers/${SUBJECT}`;

async function list(handler: Handler, max = 100) {
  const server = await peers.serve(handler);
  const name = { registry: server.host, repository: REPOSITORY };
  const work = peers.source(server).referrers(name, SUBJECT, max, NEVER);
  const failure = await failureOf(work);
  return { server, failure, found: failure === undefined ? await work : undefined };
}

/** Pages of one descriptor each, with links as given. */
function paged(link: (page: number) => string | readonly string[] | undefined, count = 1): Handler {
  let page = 0;
  return (_, response) => {
    const next = link(page++);
    answer(
      response,
      200,
      { 'content-type': INDEX_TYPE, ...(next === undefined ? {} : { link: next }) },
      someIndex(count),
    );
  };
}

describe('referrers', () => {
  test('are asked for as an index, unfiltered', async () => {
    const { server, found } = await list((_, response) =>
      answerManifest(response, someIndex(3), `${INDEX_TYPE}; charset=utf-8`),
    );
    expect(found).toHaveLength(3);
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]).toMatchObject({ url: PATH, headers: { accept: INDEX_TYPE } });
  });

  test.each<[string, Handler]>([
    ['404', (_, response) => answer(response, 404, { 'content-type': 'text/plain' }, '404 page not found')],
    ['a web page', (_, response) => answer(response, 200, { 'content-type': 'text/html' }, '<html>')],
    ['a manifest', (_, response) => answerManifest(response, someManifest())],
    ['no type', (_, response) => answer(response, 200, {}, someIndex(1))],
  ])('are undefined where the registry answers %s', async (_, handler) => {
    const { failure, found } = await list(handler);
    expect(failure).toBeUndefined();
    expect(found).toBeUndefined();
  });

  test.each<[string, Handler, string]>([
    ['500', (_, response) => answer(response, 500), 'unreachable'],
    ['429', (_, response) => answer(response, 429), 'throttled'],
    ['401', (_, response) => answer(response, 401), 'unauthorized'],
    ['400', (_, response) => answer(response, 400), 'protocol'],
    [
      'an index that is none',
      (_, response) => answer(response, 200, { 'content-type': INDEX_TYPE }, '{}'),
      'malformed',
    ],
    ['an image of the type index', (_, response) => answerManifest(response, someManifest(), INDEX_TYPE), 'malformed'],
  ])('reject where the registry answers %s', async (_, handler, code) => {
    expect((await list(handler)).failure).toMatchObject({ name: 'RegistryError', code });
  });

  test('of all pages are joined', async () => {
    const links = [
      `<${PATH}?n=1&last=a>; rel="next"`,
      [`<https://other.example/>; rel=first`, `<?last=b>; rel=next`],
      `<x>; rel="prev", <${PATH}?last=c>; title="a, b"; rel="last next"`,
    ];
    const { server, found } = await list(paged((page) => links[page]));
    expect(found).toHaveLength(4);
    expect(server.seen.map(({ url }) => url)).toEqual([PATH, `${PATH}?n=1&last=a`, `${PATH}?last=b`, `${PATH}?last=c`]);
  });

  test('with an absolute link of the same origin go on', async () => {
    const server = await peers.serve((request, response) => {
      const next = request.url === PATH ? { link: `<http://${server.host}${PATH}?last=a>; rel="next"` } : undefined;
      answer(response, 200, { 'content-type': INDEX_TYPE, ...next }, someIndex(1));
    });
    const name = { registry: server.host, repository: REPOSITORY };
    expect(await peers.source(server).referrers(name, SUBJECT, 100, NEVER)).toHaveLength(2);
  });

  test('beyond the cap are too many, on one page or several', async () => {
    expect(
      (
        await list(
          paged(() => undefined, 11),
          10,
        )
      ).failure,
    ).toMatchObject({ code: 'too-large' });
    expect(
      (
        await list(
          paged(() => undefined, 10),
          10,
        )
      ).found,
    ).toHaveLength(10);
    const { server, failure } = await list(
      paged((page) => `<?last=${page}>; rel="next"`, 4),
      10,
    );
    expect(failure).toMatchObject({ code: 'too-large' });
    expect(server.seen).toHaveLength(3);
  });

  test('of more bytes than a manifest may have are too large', async () => {
    const page = Buffer.concat([someIndex(1), Buffer.alloc(4 * 1024 * 1024, ' ')]);
    const { failure } = await list((_, response) => answerManifest(response, page, INDEX_TYPE));
    expect(failure).toMatchObject({ code: 'too-large' });
    expect(failure?.message).toContain('list of referrers');
  });

  test('on empty pages without end are cut', async () => {
    const { server, failure } = await list(paged((page) => `<?last=${page}>; rel="next"`, 0));
    expect(failure).toMatchObject({ code: 'too-large' });
    expect(failure?.message).toContain('50 pages');
    expect(server.seen).toHaveLength(50);
  });

  test.each([
    ['the same page', `<${PATH}>; rel="next"`],
    ['another host', `<http://169.254.169.254${PATH}?last=a>; rel="next"`],
    ['another scheme', `<https://127.0.0.1${PATH}?last=a>; rel="next"`],
    ['another path', '</v2/_catalog>; rel="next"'],
    ['another path by dots', `<${PATH}/../../tags/list>; rel="next"`],
    ['user information', '<http://me:secret@127.0.0.1/>; rel="next"'],
    ['nothing that can be read', 'next'],
    ['a target without an end', `<${PATH}?last=a; rel="next"`],
    ['9 KiB', `<${PATH}?last=${'a'.repeat(9 * 1024)}>; rel="next"`],
    ['too many links', '<a>; rel=prev, '.repeat(20)],
  ])('with a link to %s are refused', async (_, link) => {
    const { server, failure } = await list(paged(() => link));
    expect(failure).toMatchObject({ code: 'protocol' });
    expect(server.seen).toHaveLength(1);
  });

  test('of which all pages together have more bytes than that are too large', async () => {
    const { server, failure } = await list(({ url }, response) => {
      const link = { link: `<?last=${url.length}>; rel="next"` };
      const page = Buffer.concat([someIndex(1), Buffer.alloc(3 * 1024 * 1024, ' ')]);
      answer(response, 200, { 'content-type': INDEX_TYPE, ...link }, page);
    });
    expect(failure).toMatchObject({ code: 'too-large', message: expect.stringContaining('4194304 bytes') });
    expect(server.seen).toHaveLength(2);
  });

  test('whose second page is gone are refused, and not taken for none', async () => {
    const { failure } = await list(({ url }, response) => {
      if (url === PATH)
        answer(response, 200, { 'content-type': INDEX_TYPE, link: '<?last=a>; rel="next"' }, someIndex(1));
      else answer(response, 404);
    });
    expect(failure).toMatchObject({ code: 'protocol' });
  });

  test('of something that is no digest are not asked for', async () => {
    const server = await peers.serve((_, response) => answer(response, 404));
    const name = { registry: server.host, repository: REPOSITORY };
    const failure = await failureOf(peers.source(server).referrers(name, 'v1', 10, NEVER));
    expect(failure).toMatchObject({ code: 'malformed' });
    expect(server.seen).toEqual([]);
  });

  test('keep the artifact type and annotations of their descriptors', async () => {
    const own = { artifactType: 'application/x', annotations: { a: 'b' } };
    const descriptor = { mediaType: MANIFEST_TYPE, digest: SUBJECT, size: 2, ...own };
    const body = JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [descriptor] });
    const { found } = await list((_, response) => answerManifest(response, Buffer.from(body), INDEX_TYPE));
    expect(found).toEqual([{ ...descriptor, annotations: new Map([['a', 'b']]) }]);
  });
});
