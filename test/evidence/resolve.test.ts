import { createHash } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { imageConfigs } from '../../src/evidence/image-config.ts';
import { resolve } from '../../src/evidence/resolve.ts';
import { type DescriptorJson, type Repository, TYPES } from '../support/images/content.ts';
import { type ImageSpec, putImage, putIndex } from '../support/images/image.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import { NEVER, Scene } from './scene.ts';

let world: World;
let scene: Scene;
let repository: Repository;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  scene = await Scene.open(world);
  repository = scene.registry.content.repository('team/app');
});
afterEach(() => scene.close());

const find = (text: string) => resolve(scene.source(), scene.reference(text), NEVER);
const configs = async (text = 'team/app:v1') =>
  imageConfigs(scene.source(), scene.reference(text), await find(text), NEVER);

describe('what a reference stands for', () => {
  test('by tag, by digest, by both, and latest where it has neither', async () => {
    const v1 = putImage(repository, { tag: 'v1', content: 'one' });
    const latest = putImage(repository, { tag: 'latest', content: 'two' });
    const digestOf = async (text: string) => (await find(text)).image.digest;
    expect(await digestOf('team/app:v1')).toBe(v1.digest);
    expect(await digestOf('team/app')).toBe(latest.digest);
    expect(await digestOf(`team/app@${v1.digest}`)).toBe(v1.digest);
    expect(await digestOf(`team/app:latest@${v1.digest}`)).toBe(v1.digest);
    await expect(find('team/app:v2')).rejects.toMatchObject({ code: 'absent' });
  });

  test('sha512 stays, and signatures go by sha256', async () => {
    const { digest } = putImage(repository, { tag: 'v1' });
    const stored = repository.manifest(digest);
    if (stored === undefined) throw new Error('no manifest');
    const sha512 = `sha512:${createHash('sha512').update(stored.bytes).digest('hex')}`;
    repository.manifests.set(sha512, stored);
    expect(await find(`team/app@${sha512}`)).toMatchObject({ image: { digest: sha512 }, sha256: digest });
  });

  test('platforms of an index, without attestations, named as nodes name them', async () => {
    const images = ['linux/amd64', 'linux/arm64/v8', 'windows/amd64'].map((platform) => ({ platform }));
    const { index, platforms } = putIndex(repository, { tag: 'v1', images, attestations: [{}], docker: true });
    const { image } = await find('team/app:v1');
    expect(image).toEqual({
      digest: index.digest,
      mediaType: TYPES.dockerIndex,
      kind: 'index',
      platforms: platforms.map(({ digest }, at) => ({ digest, platform: images[at]?.platform })),
    });
  });

  test('a descriptor without a platform is one of an unknown platform, and no attestation', async () => {
    const { digest, size, mediaType } = putImage(repository);
    repository.putManifest(
      { schemaVersion: 2, mediaType: TYPES.index, manifests: [{ mediaType, digest, size }] },
      { tag: 'v1' },
    );
    expect((await find('team/app:v1')).image.platforms).toEqual([{ digest, platform: 'unknown' }]);
    expect(await configs()).toMatchObject([{ digest, platform: 'linux/amd64' }]);
  });

  test('more than 64 platforms are refused', async () => {
    const images = Array.from({ length: 65 }, (_, at) => ({ platform: `linux/arm/v${at}`, content: `${at}` }));
    putIndex(repository, { tag: 'v1', images });
    await expect(find('team/app:v1')).rejects.toMatchObject({ code: 'too-large' });
    putIndex(repository, { tag: 'v1', images: images.slice(1) });
    expect((await find('team/app:v1')).image.platforms).toHaveLength(64);
  });
});

describe('what a config says', () => {
  test('of each platform, in the order of the index', async () => {
    const images: readonly ImageSpec[] = [
      {
        user: 'app:app',
        env: ['A=secret', 'B='],
        exposedPorts: ['80/tcp'],
        labels: { a: 'b' },
        created: '2026-01-02T03:04:05Z',
      },
      { platform: 'linux/arm64', created: null, docker: true },
    ];
    const { platforms } = putIndex(repository, { tag: 'v1', images });
    expect(await configs()).toEqual([
      {
        digest: platforms[0]?.digest,
        platform: 'linux/amd64',
        user: 'app:app',
        env: ['A', 'B'],
        exposedPorts: ['80/tcp'],
        labels: new Map([['a', 'b']]),
        created: '2026-01-02T03:04:05Z',
        defaults: { volumes: [], workingDir: '', entrypoint: [], cmd: [], shell: [], hasHealthcheck: false },
      },
      expect.objectContaining({ digest: platforms[1]?.digest, platform: 'linux/arm64', user: '', created: undefined }),
    ]);
  });

  /** Puts an image with that config, and gives what reading it comes to. */
  async function reading(config: unknown, mediaType: string = TYPES.config): Promise<unknown> {
    const bytes = Buffer.isBuffer(config) ? config : Buffer.from(JSON.stringify(config));
    const blob = repository.putBlob(bytes, mediaType);
    repository.putManifest({ schemaVersion: 2, mediaType: TYPES.manifest, config: blob, layers: [] }, { tag: 'v1' });
    return configs().catch((error: unknown) => String((error as Error).message).replace(/sha256:[0-9a-f]{64}/g, 'X'));
  }

  test.each([
    [{ config: { User: 5 } }, 'User of image config X must be a text'],
    [{ created: [] }, 'created of image config X must be a text'],
    [{ config: [] }, /must be an object/],
    [{ config: { ExposedPorts: ['80'] } }, 'ExposedPorts of image config X must be an object'],
    [{ config: { Labels: 'a' } }, 'Labels of image config X must be an object'],
    [{ config: { Env: {} } }, 'Env of image config X must be a list'],
    [{ config: { Env: ['A=1', { toString: 1 }] } }, 'Env[1] of image config X must hold texts only'],
    [{ config: { Labels: { a: { toString: 1 } } } }, 'Labels of image config X must hold texts only'],
    [{ config: { User: '1000', user: '0' } }, /user/],
    [Buffer.from('{"created":'), /^image config X is not JSON: /],
    [Buffer.from('{"config":{"User":"1"},"config":{"User":"0"}}'), /^image config X is not JSON: /],
  ])('that is not well-formed is refused: %j', async (config, reason) => {
    expect(await reading(config)).toMatch(reason);
  });

  test('of how containers start is kept, and left out where it is not well-formed', async () => {
    const settings = {
      Env: ['PATH=/a:/b', 'TOKEN=secret'],
      Volumes: { '/data': {} },
      WorkingDir: '/app',
      Entrypoint: ['/run'],
      Cmd: ['serve'],
      Shell: ['/bin/bash', '-c'],
      Healthcheck: { Test: ['CMD', 'check'] },
    };
    const [known] = (await reading({ config: settings })) as { defaults: object }[];
    expect(known?.defaults).toEqual({
      path: '/a:/b',
      volumes: ['/data'],
      workingDir: '/app',
      entrypoint: ['/run'],
      cmd: ['serve'],
      shell: ['/bin/bash', '-c'],
      hasHealthcheck: true,
    });
    const broken = { Volumes: ['/data'], WorkingDir: 5, Entrypoint: 'run', Cmd: [5], Shell: {}, Healthcheck: 'yes' };
    expect(await reading({ config: broken })).toMatchObject([{ defaults: {} }]);
    const [{ defaults } = { defaults: {} }] = (await reading({ config: broken })) as { defaults: object }[];
    expect(Object.keys(defaults)).toEqual([]);
    expect(await reading({ config: { Healthcheck: { Test: ['NONE'] } } })).toMatchObject([
      { defaults: { hasHealthcheck: false } },
    ]);
  });

  test('with nothing in it says nothing', async () => {
    expect(await reading({})).toMatchObject([
      { platform: 'unknown', user: '', env: [], exposedPorts: [], created: undefined },
    ]);
    expect(await reading({ config: null, os: 'linux' })).toMatchObject([{ platform: 'unknown', user: '' }]);
  });

  test('of what is no container image is not read', async () => {
    expect(await reading({}, 'application/vnd.cncf.helm.config.v1+json')).toMatch(/^X is no container image: /);
  });

  test('that is too large is not read', async () => {
    expect(await reading(Buffer.alloc(4 * 2 ** 20 + 1, ' '))).toMatch(/has more than 4194304 bytes$/);
  });

  test('of an index inside of an index is refused', async () => {
    const { index } = putIndex(repository);
    const nested: DescriptorJson = { ...index, platform: { os: 'linux', architecture: 'amd64' } };
    repository.putManifest({ schemaVersion: 2, mediaType: TYPES.index, manifests: [nested] }, { tag: 'v1' });
    await expect(configs()).rejects.toThrow('is an index inside of an index');
  });
});
