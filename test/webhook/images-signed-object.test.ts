import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { putImage, putIndex } from '../support/images/image.ts';
import { attach } from '../support/images/signed-image.ts';
import { BY_RELEASE, repositoryFor, type Scene, startScene } from './image-scene.ts';
import { closeImageWebhooks, signaturePolicy } from './image-webhook.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await startScene(({ host }) => [
    signaturePolicy({ images: [`${host}/index/**`] }),
    signaturePolicy({ images: [`${host}/platform/**`] }, { signatureOn: 'platform' }, 'platforms'),
    signaturePolicy({ images: [`${host}/either/**`] }, { signatureOn: 'either' }, 'either'),
    signaturePolicy(
      { images: [`${host}/some/**`] },
      { signatureOn: 'platform', platforms: ['linux/amd64', 'linux/arm64'] },
      'some-platforms',
    ),
  ]);
});
afterAll(closeImageWebhooks);

/** An index of which these images are signed, by their places; and a reference to it. */
async function putWith(repositoryName: string, images: readonly (string | undefined)[], signed: readonly number[]) {
  const repository = scene.registry.content.repository(repositoryName);
  const { platforms } = putIndex(repository, {
    tag: 'v1',
    images: images.map((platform = '', at) => ({ platform, content: `${repositoryName} ${at}` })),
  });
  for (const at of signed) {
    const platform = platforms[at];
    if (platform !== undefined) await attach(scene.world, repository, platform, BY_RELEASE);
  }
  return `${scene.registry.host}/${repositoryName}:v1`;
}

const TWO = ['linux/amd64', 'linux/arm64'];

describe('where every platform must be signed', () => {
  test('a signed index is not enough', async () => {
    const { image } = await scene.put('platform/index-only', { ...BY_RELEASE, index: {} });
    await scene.expectDenied(image, /no signature was found/);
  });

  test('one of two is not enough, and both are', async () => {
    await scene.expectDenied(await putWith('platform/one', TWO, [0]), /is not signed/);
    expect(await scene.webhook.admit(await putWith('platform/both', TWO, [0, 1]))).toMatchObject({ allowed: true });
  });
});

test('where the index must be signed, every platform is not enough', async () => {
  await scene.expectDenied(await putWith('index/platforms-only', TWO, [0, 1]), /no signature was found/);
});

describe('where either will do', () => {
  test('a signed index, and signed platforms', async () => {
    const { image } = await scene.put('either/index', { ...BY_RELEASE, index: {} });
    expect(await scene.webhook.admit(image)).toMatchObject({ allowed: true });
    expect(await scene.webhook.admit(await putWith('either/platforms', TWO, [0, 1]))).toMatchObject({ allowed: true });
  });

  test('an image of the signed index under the tag, and not by its digest alone', async () => {
    const { image, platforms } = await scene.put('either/member', { ...BY_RELEASE, index: {} });
    const digest = platforms[0]?.digest;
    expect(await scene.webhook.admit(`${image}@${digest}`)).toMatchObject({ allowed: true });
    await scene.expectDenied(`${scene.registry.host}/either/member@${digest}`, /no signature was found/);
  });

  test('no image that the signed index does not list', async () => {
    const { image, repository } = await scene.put('either/stranger', { ...BY_RELEASE, index: {} });
    const other = putImage(repository, { content: 'not in the index' });
    await scene.expectDenied(`${image}@${other.digest}`, /no signature was found/);
  });
});

describe('where some platforms must be signed', () => {
  test('no more than these', async () => {
    const image = await putWith('some/more', [...TWO, 'linux/s390x', 'linux/ppc64le'], [0, 1]);
    expect(await scene.webhook.admit(image)).toMatchObject({ allowed: true });
  });

  test('an index without any of them proves nothing', async () => {
    await scene.expectDenied(await putWith('some/none', ['linux/s390x'], [0]), /is not signed/);
  });

  test('one that the index does not have is not missed', async () => {
    expect(await scene.webhook.admit(await putWith('some/one', ['linux/amd64'], [0]))).toMatchObject({ allowed: true });
  });

  test.each([
    ['a variant that is the same', 'linux/arm64/v8'],
    ['a variant that a node may like better', 'linux/amd64/v3'],
    ['another name of the processor', 'linux/x86_64'],
    ['another way to write the system', 'Linux/amd64'],
  ])('an unsigned image hides under %s', async (name, platform) => {
    const image = await putWith(`some/${repositoryFor(name)}`, [platform, ...TWO], [1, 2]);
    await scene.expectDenied(image, /is not signed/);
  });

  test('an unsigned image hides where no platform is named', async () => {
    const repository = scene.registry.content.repository('some/unnamed');
    const images = TWO.map((platform) => ({ ...putImage(repository, { platform, content: platform }), platform }));
    for (const image of images) await attach(scene.world, repository, image as never, BY_RELEASE);
    const manifests = [
      putImage(repository, { content: 'evil' }),
      ...images.map(({ platform, ...descriptor }) => {
        const [os = '', architecture = ''] = platform.split('/');
        return { ...descriptor, platform: { os, architecture } };
      }),
    ];
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    repository.putManifest({ schemaVersion: 2, mediaType, manifests }, { tag: 'v1' });
    await scene.expectDenied(`${scene.registry.host}/some/unnamed:v1`, /is not signed/);
  });

  test('an unsigned image of a processor that a node also runs, where its own is missing', async () => {
    await scene.expectDenied(await putWith('some/fallback', ['linux/386', 'linux/arm64'], [1]), /is not signed/);
    const image = await putWith('some/no-fallback', ['linux/386', 'linux/amd64', 'linux/arm64'], [1, 2]);
    expect(await scene.webhook.admit(image)).toMatchObject({ allowed: true });
  });
});
