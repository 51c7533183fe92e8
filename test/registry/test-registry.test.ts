import { afterEach, describe, expect, test } from '@jest/globals';
import { type Answer, agentFor, send } from '../support/https-client.ts';
import { TYPES } from '../support/images/content.ts';
import { putImage } from '../support/images/image.ts';
import { attach } from '../support/images/signed-image.ts';
import { closeTestRegistries, type RegistryOptions, startTestRegistry } from '../support/registry/server.ts';
import { createWorld, digestOf, newKey } from '../support/signing/index.ts';

const ACCEPT = { Accept: [TYPES.index, TYPES.manifest, TYPES.dockerIndex, TYPES.dockerManifest].join(', ') };

afterEach(closeTestRegistries);

/** A registry with one image, and a way to ask for its manifest. */
async function withImage(options: RegistryOptions = {}) {
  const registry = await startTestRegistry(options);
  const image = putImage(registry.content.repository('team/app'), { tag: 'v1' });
  const get = (path = 'team/app/manifests/v1', headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    send(`${registry.url}/v2/${path}`, { headers: { ...ACCEPT, ...headers } });
  return { registry, image, get };
}

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
    const world = await createWorld();
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
    const registry = await startTestRegistry({ tls: true });
    putImage(registry.content.repository('app'), { tag: 'v1' });
    const agent = agentFor(registry.ca ?? '');
    expect((await send(`${registry.url}/v2/app/manifests/v1`, { agent, headers: ACCEPT })).status).toBe(200);
    agent.destroy();
    await expect(send(`${registry.url}/v2/`)).rejects.toThrow();
  });

  test('the log knows what ran in sequence and what at once', async () => {
    const { registry, get } = await withImage({ inWaves: true });
    await get();
    await Promise.all([get(), get(), get()]);
    await get('team/app/tags/list');
    expect(registry.log.depth()).toBe(3);
    expect(registry.log.concurrency()).toBe(3);
    expect(registry.log.count('/manifests/')).toBe(4);
    expect(registry.log.records.every(({ status, sent = 0 }) => status === 200 && sent > 0)).toBe(true);
  });
});
