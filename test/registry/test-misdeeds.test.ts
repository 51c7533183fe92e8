import { afterEach, describe, expect, test } from '@jest/globals';
import { send } from '../support/https-client.ts';
import { TYPES } from '../support/images/content.ts';
import { putImage } from '../support/images/image.ts';
import { type Brokenness, startBrokenServer } from '../support/registry/broken-server.ts';
import * as misdeeds from '../support/registry/misdeeds.ts';
import { closeTestRegistries, startTestRegistry } from '../support/registry/server.ts';
import { digestOf } from '../support/signing/index.ts';

const ACCEPT = { Accept: TYPES.manifest };

afterEach(closeTestRegistries);

async function withImage() {
  const registry = await startTestRegistry();
  const image = putImage(registry.content.repository('team/app'), { tag: 'v1' });
  const get = (path = 'team/app/manifests/v1') => send(`${registry.url}/v2/${path}`, { headers: ACCEPT });
  return { registry, image, get };
}

describe('a registry that misbehaves', () => {
  test('with its answers', async () => {
    const { registry, get, image } = await withImage();
    const honest = await get();
    const during = async (misdeed: misdeeds.Misdeed, path?: string) => {
      const end = registry.misbehave(misdeed);
      return get(path).finally(end);
    };
    expect(digestOf(Buffer.from((await during(misdeeds.wrongBytes())).text))).not.toBe(image.digest);
    expect((await during(misdeeds.otherBytes('{}'))).text).toBe('{}');
    expect((await during(misdeeds.lyingDigest())).headers['docker-content-digest']).not.toBe(image.digest);
    expect((await during(misdeeds.otherHeaders({ 'Content-Type': null }))).headers['content-type']).toBeUndefined();
    expect((await during(misdeeds.gzipBomb(1))).headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': expect.stringMatching(/^\d{4}$/),
    });
    const end = registry.misbehave(misdeeds.gzipped());
    const unpacked = await fetch(`${registry.url}/v2/team/app/manifests/v1`, { headers: ACCEPT });
    end();
    expect([unpacked.headers.get('content-encoding'), await unpacked.text()]).toEqual(['gzip', honest.text]);
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

  test.each([
    ['infinite', misdeeds.infiniteBody()],
    ['dripping', misdeeds.drippingBody()],
  ])('with a body that never ends: %s', async (_, misdeed) => {
    const { registry } = await withImage();
    registry.misbehave(misdeed);
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
      const scheme = how === 'tls-garbage' ? 'https' : 'http';
      await expect(send(`${scheme}://${broken.host}/v2/`)).rejects.toThrow();
      await broken.close();
    },
  );
});
