import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, agentFor, send } from '../support/https-client.ts';
import { Content, TYPES } from '../support/images/content.ts';
import { putImage, putIndex } from '../support/images/image.ts';
import { writeLayout } from '../support/images/layout.ts';
import { putFallbackIndex, tagFor } from '../support/images/signatures.ts';
import { attach, signedImage } from '../support/images/signed-image.ts';
import { type Brokenness, startBrokenServer } from '../support/registry/broken-server.ts';
import * as misdeeds from '../support/registry/misdeeds.ts';
import { pushContent } from '../support/registry/push.ts';
import { type RegistryOptions, startTestRegistry, type TestRegistry } from '../support/registry/server.ts';
import { createWorld, digestOf, newKey, type World } from '../support/signing/index.ts';

const ACCEPT = { Accept: [TYPES.index, TYPES.manifest, TYPES.dockerIndex, TYPES.dockerManifest].join(', ') };

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

async function start(options: RegistryOptions = {}): Promise<TestRegistry> {
  const registry = await startTestRegistry(options);
  open.push(() => registry.close());
  return registry;
}

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tidewaiter-layout-'));
  open.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A registry with one image, and a way to ask for its manifest. */
async function withImage(options: RegistryOptions = {}) {
  const registry = await start(options);
  const image = putImage(registry.content.repository('team/app'), { tag: 'v1' });
  const get = (path = 'team/app/manifests/v1', headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    send(`${registry.url}/v2/${path}`, { headers: { ...ACCEPT, ...headers } });
  return { registry, image, get };
}

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

describe('content', () => {
  test('signed images in every form', async () => {
    const content = new Content();
    const app = await signedImage(world, content, {
      repository: 'app',
      tag: 'v1',
      identity: 'https://ci.test/release',
      index: {},
    });
    const { repository, descriptor, digest } = app;
    const [referrer] = repository.referrers(digest);
    expect(referrer).toMatchObject({ artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' });
    expect(app.platforms).toHaveLength(2);
    const key = newKey();
    await attach(world, repository, descriptor, { as: 'simple-signing', key });
    await attach(world, repository, descriptor, { as: 'simple-signing', key: newKey() });
    await attach(world, repository, descriptor, { as: 'attestation', key, fallback: 'correct' });
    await attach(world, repository, descriptor, { as: 'sig-referrer', key });
    expect([...repository.tags.keys()].sort()).toEqual(
      [tagFor(digest), `${tagFor(digest)}.att`, `${tagFor(digest)}.sig`, 'v1'].sort(),
    );
    const signatures = JSON.parse(repository.manifest(`${tagFor(digest)}.sig`)?.bytes.toString() ?? '');
    expect(signatures.layers).toHaveLength(2);
    const payload = repository.blobs.get(signatures.layers[0].digest)?.toString() ?? '';
    expect(JSON.parse(payload).critical.image['docker-manifest-digest']).toBe(digest);
    expect(repository.referrers(digest)).toHaveLength(2);
  });

  test.each(['correct', 'empty-artifact-type', 'no-artifact-type', 'foreign', 'dangling', 'manifest'] as const)(
    'fallback tag, %s',
    async (form) => {
      const { repository, digest } = await signedImage(world, new Content(), { repository: 'app', fallback: form });
      const { manifests = [], mediaType } = JSON.parse(repository.manifest(tagFor(digest))?.bytes.toString() ?? '');
      expect(mediaType).toBe(form === 'manifest' ? TYPES.manifest : TYPES.index);
      const listed = manifests.map((entry: { artifactType?: string }) => entry.artifactType);
      const bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json';
      const expected = {
        correct: [bundle],
        'empty-artifact-type': [TYPES.empty],
        'no-artifact-type': [undefined],
        foreign: [bundle, bundle],
        dangling: [bundle, undefined],
        manifest: [],
      };
      expect(listed).toEqual(expected[form]);
    },
  );

  test('a layout holds every byte under its digest', async () => {
    const content = new Content();
    const { digest } = await signedImage(world, content, {
      repository: 'app',
      tag: 'v1',
      key: newKey(),
      as: 'simple-signing',
    });
    putIndex(content.repository('app'), { tag: 'v2', attestations: [{ predicateType: 'https://spdx.dev/Document' }] });
    const folder = await temporary();
    await writeLayout(content, folder);
    expect(JSON.parse(await readFile(join(folder, 'oci-layout'), 'utf8'))).toEqual({ imageLayoutVersion: '1.0.0' });
    const { manifests } = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'));
    const names = manifests.map(
      (entry: { annotations: Record<string, string> }) => Object.values(entry.annotations)[0],
    );
    expect(names.sort()).toEqual([`${tagFor(digest)}.sig`, 'v1', 'v2'].sort());
    const blobs = join(folder, 'blobs', 'sha256');
    for (const name of await readdir(blobs)) expect(digestOf(await readFile(join(blobs, name)))).toBe(`sha256:${name}`);
    expect(JSON.parse(await readFile(join(blobs, manifests[2].digest.slice(7)), 'utf8')).manifests).toHaveLength(4);
  });

  test('content that is pushed over HTTP is there', async () => {
    const content = new Content();
    const { repository, digest } = await signedImage(world, content, {
      repository: 'team/app',
      index: {},
      fallback: 'correct',
    });
    const registry = await start({ auth: { kind: 'basic', users: { pusher: 'pass:word' } } });
    await pushContent(content, registry.url, { username: 'pusher', password: 'pass:word' });
    const there = registry.content.repository('team/app');
    expect(there.manifests).toEqual(repository.manifests);
    expect(there.tags).toEqual(repository.tags);
    expect(there.referrers(digest)).toEqual(repository.referrers(digest));
    await expect(pushContent(content, registry.url)).rejects.toThrow('401 instead of 202');
  });
});

describe('an honest registry', () => {
  test('manifests by tag and digest, only to those who accept them', async () => {
    const { get, image } = await withImage();
    const byTag = await get();
    expect(byTag).toMatchObject({
      status: 200,
      headers: { 'content-type': TYPES.manifest, 'docker-content-digest': image.digest },
    });
    expect((await get(`team/app/manifests/${image.digest}`)).text).toBe(byTag.text);
    expect((await get(undefined, { Accept: '*/*' })).status).toBe(404);
    expect((await get('team/other/manifests/v1')).status).toBe(404);
    const { config } = JSON.parse(byTag.text);
    expect(digestOf(Buffer.from((await get(`team/app/blobs/${config.digest}`)).text))).toBe(config.digest);
    expect((await get('team/app/tags/list')).json()).toEqual({ name: 'team/app', tags: ['v1'] });
  });

  test('referrers on pages, or no such API', async () => {
    const { registry, get, image } = await withImage({ pageSize: 1 });
    for (const key of [newKey(), newKey()])
      await attach(world, registry.content.repository('team/app'), image, { key });
    const first = await get(`team/app/referrers/${image.digest}`);
    expect(first.json().manifests).toHaveLength(1);
    const next = /<(?<path>[^>]+)>; rel="next"/.exec(String(first.headers.link))?.groups?.path ?? '';
    const second = await get(next.slice('/v2/'.length));
    expect(second.json().manifests).toHaveLength(1);
    expect(second.headers.link).toBeUndefined();
    const { get: getOld } = await withImage({ referrers: false });
    expect(await getOld(`team/app/referrers/${image.digest}`)).toMatchObject({
      status: 404,
      text: '404 page not found\n',
    });
  });

  test('Basic', async () => {
    const { get } = await withImage({ auth: { kind: 'basic', users: { a: 'b:c' } } });
    expect(await get()).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Basic realm="tests"' } });
    expect((await get(undefined, { Authorization: `Basic ${btoa('a:b:c')}` })).status).toBe(200);
    expect((await get(undefined, { Authorization: `Basic ${btoa('a:b')}` })).status).toBe(401);
  });

  test.each([true, false])('Bearer, token service on its own port: %p', async (ownPort) => {
    const users = { puller: 'secret' };
    const mayPull = (user: string, repository: string) => user === 'puller' && repository === 'team/app';
    const { get, registry } = await withImage({
      auth: {
        kind: 'bearer',
        users,
        refreshTokens: { fresh: 'puller' },
        mayPull,
        ownPort,
        withoutScope: 1,
        expiresIn: 300,
      },
    });
    expect(registry.tokenUrl === registry.url).toBe(!ownPort);
    const challenge = String((await get()).headers['www-authenticate']);
    expect(challenge).toBe(
      `Bearer realm="${registry.tokenUrl}/token",service="registry.test",scope="repository:team/app:pull"`,
    );
    const ask = async (scope: string, authorization?: string) => {
      const headers = authorization === undefined ? {} : { Authorization: authorization };
      return (
        await send(`${registry.tokenUrl}/token?service=registry.test&scope=repository:${scope}:pull`, { headers })
      ).json();
    };
    const basic = `Basic ${btoa('puller:secret')}`;
    const pull = (token: unknown) => get(undefined, { Authorization: `Bearer ${token}` });
    const poor = await pull((await ask('team/app', basic)).token);
    expect(poor.headers['www-authenticate']).toContain('error="insufficient_scope"');
    const { token, expires_in } = await ask('team/app', basic);
    expect([(await pull(token)).status, expires_in]).toEqual([200, 300]);
    expect((await pull((await ask('team/other', basic)).token)).status).toBe(401);
    expect((await pull((await ask('team/app')).token)).status).toBe(401);
    expect(await ask('team/app', `Basic ${btoa('puller:wrong')}`)).toHaveProperty('errors');
    const body = 'grant_type=refresh_token&refresh_token=fresh&service=registry.test&scope=repository:team/app:pull';
    const refreshed = await send(`${registry.tokenUrl}/token`, { method: 'POST', body });
    expect((await pull(refreshed.json().access_token)).status).toBe(200);
    registry.gate.revoke();
    expect((await pull(token)).status).toBe(401);
    expect(registry.gate.issued).toBe(5);
    expect(new Set(registry.log.records.map((record) => record.server))).toEqual(
      new Set(ownPort ? ['registry', 'token'] : ['registry']),
    );
  });

  test('TLS with an authority of its own', async () => {
    const registry = await start({ tls: true });
    putImage(registry.content.repository('app'), { tag: 'v1' });
    const agent = agentFor(registry.ca ?? '');
    expect((await send(`${registry.url}/v2/app/manifests/v1`, { agent, headers: ACCEPT })).status).toBe(200);
    agent.destroy();
    await expect(send(`${registry.url}/v2/`)).rejects.toThrow();
  });

  test('the log knows what ran in sequence and what at once', async () => {
    const { registry, get } = await withImage();
    await get();
    await Promise.all([get(), get(), get()]);
    await get('team/app/tags/list');
    expect(registry.log.depth()).toBe(3);
    expect(registry.log.concurrency()).toBeGreaterThan(1);
    expect(registry.log.count('/manifests/')).toBe(4);
    expect(registry.log.records.every(({ status, sent = 0 }) => status === 200 && sent > 0)).toBe(true);
  });
});

describe('a registry that misbehaves', () => {
  test('with its answers', async () => {
    const { registry, get, image } = await withImage();
    const honest = await get();
    const during = async (misdeed: misdeeds.Misdeed, path?: string) => {
      const end = registry.misbehave(misdeed);
      const answer = await get(path);
      end();
      return answer;
    };
    expect(digestOf(Buffer.from((await during(misdeeds.wrongBytes())).text))).not.toBe(image.digest);
    expect((await during(misdeeds.otherBytes('{}'))).text).toBe('{}');
    expect((await during(misdeeds.lyingDigest())).headers['docker-content-digest']).not.toBe(image.digest);
    expect((await during(misdeeds.otherHeaders({ 'Content-Type': null }))).headers['content-type']).toBeUndefined();
    expect((await during(misdeeds.gzipBomb(1))).headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': expect.stringMatching(/^\d{4}$/),
    });
    expect((await during(misdeeds.gzipped())).headers['content-encoding']).toBe('gzip');
    expect((await during(misdeeds.redirect('https://other.test'))).headers.location).toBe(
      'https://other.test/v2/team/app/manifests/v1',
    );
    expect((await during(misdeeds.redirectLoop(), 'x?turn=3')).headers.location).toBe('/v2/x?turn=4');
    expect(await during(misdeeds.throttle('7'))).toMatchObject({ status: 429, headers: { 'retry-after': '7' } });
    expect((await during(misdeeds.html())).headers['content-type']).toBe('text/html');
    expect((await during(misdeeds.manyReferrers(10))).json().manifests).toHaveLength(10);
    expect((await during(misdeeds.endlessPages(), 'a/referrers/b?page=41')).headers.link).toBe(
      '</v2/a/referrers/b?page=42>; rel="next"',
    );
    expect(String((await during(misdeeds.oddToken())).json().token)).toHaveLength(1024 * 1024);
    await expect(during(misdeeds.reset())).rejects.toThrow();
    await expect(during(misdeeds.reset('within'))).rejects.toThrow();
    expect(await get()).toEqual(expect.objectContaining({ status: 200, text: honest.text }));
  });

  test('for some requests only', async () => {
    const { registry, get } = await withImage();
    registry.misbehave(misdeeds.status(503), { on: 'manifests', times: 2 });
    const statuses = [];
    for (const path of ['team/app/tags/list', undefined, undefined, undefined]) statuses.push((await get(path)).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
  });

  test('with a tag that moves', async () => {
    const { registry, get, image } = await withImage();
    const other = putImage(registry.content.repository('team/app'), { content: 'other' });
    registry.misbehave(misdeeds.movingTag([image.digest, other.digest]));
    const seen = [await get(), await get(), await get()].map(({ headers }) => headers['docker-content-digest']);
    expect(seen).toEqual([image.digest, other.digest, image.digest]);
  });

  test.each(['infiniteBody', 'drippingBody'] as const)('with a body that never ends: %s', async (name) => {
    const { registry } = await withImage();
    registry.misbehave(misdeeds[name]());
    const answer = await fetch(`${registry.url}/v2/team/app/manifests/v1`, { headers: ACCEPT });
    const reader = answer.body?.getReader();
    for (let chunks = 0; chunks < 3; chunks++) expect((await reader?.read())?.done).toBe(false);
    await reader?.cancel();
  });

  test('with silence, until it is closed', async () => {
    const { registry, get } = await withImage();
    registry.misbehave(misdeeds.silence());
    const waiting = get();
    await expect(Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 50, 'waiting'))])).resolves.toBe(
      'waiting',
    );
    await registry.close();
    await expect(waiting).rejects.toThrow();
  });

  test.each(['tls-garbage', 'reset', 'closing', 'http-garbage', 'endless-headers'] as const)(
    'below HTTP: %s',
    async (how: Brokenness) => {
      const broken = await startBrokenServer(how);
      open.push(() => broken.close());
      const scheme = how === 'tls-garbage' ? 'https' : 'http';
      await expect(send(`${scheme}://${broken.host}/v2/`)).rejects.toThrow();
    },
  );
});
