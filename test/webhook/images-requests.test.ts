import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { deploymentCreate, ephemeralContainer, podDelete, podUpdate } from '../support/admission-reviews.ts';
import { policyDocument } from '../support/exceptions.ts';
import { goodContainer, goodPod } from '../support/pods.ts';
import { BY_RELEASE, MARKER, type Scene, startScene } from './image-scene.ts';
import { closeImageWebhooks, podWith, signaturePolicy } from './image-webhook.ts';

let scene: Scene;
let good: string;
let bad: string;

beforeAll(async () => {
  scene = await startScene(({ host }) => [
    signaturePolicy({ images: [`${host}/app/**`] }),
    signaturePolicy({ images: [`${host}/warned/**`], action: 'Warn' }, {}, 'warned'),
    signaturePolicy({ images: [`${host}/audited/**`], action: 'Audit' }, {}, 'audited'),
    signaturePolicy({ images: [`${host}/pods/**`], controllers: 'Off' }, { digest: 'ignore' }, 'pods'),
    signaturePolicy({ images: [`${host}/lenient/**`], controllers: 'Warn' }, { digest: 'ignore' }, 'lenient'),
    signaturePolicy({ images: ['docker.io/library/*'] }, { digest: 'ignore', signatures: [DENY] }, 'hub'),
  ]);
  const { digest, image } = await scene.put('app/good');
  good = `${image}@${digest}`;
  const unsigned = scene.putUnsigned('app/bad');
  bad = `${unsigned.image}@${unsigned.descriptor.digest}`;
});
afterAll(closeImageWebhooks);

const DENY: JsonObject = { name: 'nobody', static: 'Deny', message: 'not from there' };
const DENIED = { allowed: false, message: expect.stringContaining('image-signature') };

describe('every image of a pod is verified', () => {
  const init = (image: string) =>
    goodPod({ containers: [goodContainer({ image: good })], initContainers: [goodContainer({ name: 'init', image })] });
  const volume = (reference: string) =>
    goodPod({
      containers: [goodContainer({ image: good })],
      volumes: [{ name: 'data', image: { reference, pullPolicy: 'Always' } }],
    });

  test.each<[string, (image: string) => JsonObject]>([
    ['of the second container', (image) => podWith(good, image)],
    ['of an init container', init],
    ['of an image volume', volume],
  ])('%s', async (_, podOf) => {
    expect(await scene.webhook.judge(podOf(bad))).toMatchObject(DENIED);
    expect(await scene.webhook.judge(podOf(good))).toMatchObject({ allowed: true });
  });

  test('of an ephemeral container', async () => {
    const review = (image: string) => ephemeralContainer(podWith(good), { name: 'debug', image });
    expect(await scene.webhook.judge(review(bad))).toMatchObject(DENIED);
    expect(await scene.webhook.judge(review(good))).toMatchObject({ allowed: true });
  });

  test('of a controller', async () => {
    expect(await scene.webhook.judge(deploymentCreate(podWith(bad)))).toMatchObject(DENIED);
    expect(await scene.webhook.judge(deploymentCreate(podWith(good)))).toMatchObject({ allowed: true });
  });

  test('a container without an image', async () => {
    const pod = goodPod({ containers: [goodContainer({ image: '' })] });
    expect(await scene.webhook.judge(pod)).toMatchObject({
      allowed: false,
      message: expect.stringMatching(/names no image/),
    });
  });
});

describe('what is written in another way is the same image', () => {
  test.each([
    'nginx',
    'docker.io/nginx:1',
    'index.docker.io/library/nginx',
    'DOCKER.IO/library/nginx:1',
    'library/nginx',
  ])('%s', async (image) => {
    expect(await scene.webhook.judge(image)).toMatchObject({
      allowed: false,
      message: expect.stringContaining('not from there'),
    });
  });

  test('without a tag it is the tag latest', async () => {
    await scene.put('app/untagged', { ...BY_RELEASE, tag: 'latest' });
    const [reference = ''] = (await scene.put('app/untagged')).image.split(/:v1/);
    expect(await scene.webhook.admit(reference)).toMatchObject({ allowed: true });
    scene.putUnsigned('app/untagged').repository.tags.set('latest', 'sha256:none');
    expect((await scene.webhook.judge(`${reference}:v1`)).allowed).toBe(false);
  });

  test('by the SHA-512 of the same bytes', async () => {
    const { createHash } = await import('node:crypto');
    const sha512 = (repository: string) => {
      const { manifests, tags } = scene.registry.content.repository(repository);
      const stored = manifests.get(tags.get('v1') ?? '');
      if (stored === undefined) throw new Error('no such manifest');
      const digest = `sha512:${createHash('sha512').update(stored.bytes).digest('hex')}`;
      manifests.set(digest, stored);
      return `${scene.registry.host}/${repository}@${digest}`;
    };
    expect(await scene.webhook.judge(sha512('app/good'))).toMatchObject({ allowed: true });
    expect(await scene.webhook.judge(sha512('app/bad'))).toMatchObject(DENIED);
  });

  test.each([
    'not an image',
    'a/b@sha256:123',
    'https://registry.example.com/app',
    `${'a/'.repeat(80)}A`,
    'app:v1@sha512:00',
  ])('what is no reference is denied: %s', async (image) => {
    const why = { allowed: false, message: expect.stringContaining('which is not an image reference') };
    expect(await scene.webhook.judge(image)).toMatchObject(why);
  });
});

test('a long name of an image leaves room for the reason', async () => {
  const image = `${scene.registry.host}/app/${'n'.repeat(200)}@sha256:${'0'.repeat(64)}`;
  const { message } = await scene.webhook.judge(image);
  expect(message).toContain('has no such image');
});

test('values of the environment of an image are in no answer and no log line', async () => {
  const facts = await startScene(() => [
    policyDocument('facts', { rules: [{ rule: 'image-runs-as-root' }] }),
    signaturePolicy({ images: ['docker.io/**'] }, { digest: 'ignore', signatures: [DENY] }),
  ]);
  const env = [`TOKEN=${MARKER}`];
  const { image, digest } = await facts.put('app/env', { ...BY_RELEASE, image: { user: 'root', env } });
  const verdict = await facts.webhook.judge(
    goodPod({ securityContext: {}, containers: [{ name: 'app', image: `${image}@${digest}` }] }),
  );
  expect(verdict).toMatchObject({ allowed: false, message: expect.stringContaining('image-runs-as-root') });
  expect(verdict.text).not.toContain(MARKER);
  expect(await facts.webhook.endAndReadLog()).not.toContain(MARKER);
});

describe('requests that change or delete', () => {
  const labelled = (image: string, labels: JsonObject) =>
    goodPod({ containers: [goodContainer({ image })] }, { labels });

  test('new labels of a pod whose image would be denied by now are let in', async () => {
    const [before, after] = [labelled(bad, { app: 'web' }), labelled(bad, { app: 'web', tier: 'front' })];
    expect(await scene.webhook.judge(podUpdate(before, after))).toMatchObject({ allowed: true });
  });

  test('another image is verified', async () => {
    expect(await scene.webhook.judge(podUpdate(podWith(good), podWith(bad)))).toMatchObject(DENIED);
  });

  test('a pod may be deleted', async () => {
    expect(await scene.webhook.judge(podDelete(podWith(bad)))).toMatchObject({ allowed: true });
  });
});

describe('actions and modes', () => {
  const unsigned = (repository: string) => {
    const { image, descriptor } = scene.putUnsigned(repository);
    return `${image}@${descriptor.digest}`;
  };

  test('Warn lets in with a warning that says why', async () => {
    const verdict = await scene.webhook.judge(unsigned('warned/web'));
    expect(verdict).toMatchObject({ allowed: true, warnings: [expect.stringContaining('image-signature')] });
  });

  test('Audit lets in, and only the annotations say so', async () => {
    const verdict = await scene.webhook.judge(unsigned('audited/web'));
    expect(verdict).toMatchObject({ allowed: true, warnings: [] });
    expect(verdict.text).toContain('audited/image-signature');
  });

  test('controllers: Off judges the pods alone', async () => {
    const image = unsigned('pods/web');
    expect(await scene.webhook.judge(deploymentCreate(podWith(image)))).toMatchObject({ allowed: true, warnings: [] });
    expect(await scene.webhook.judge(image)).toMatchObject(DENIED);
  });

  test('controllers: Warn warns of what the pods will be denied for', async () => {
    const image = unsigned('lenient/web');
    const verdict = await scene.webhook.judge(deploymentCreate(podWith(image)));
    expect(verdict).toMatchObject({ allowed: true, warnings: [expect.stringContaining('image-signature')] });
    expect(await scene.webhook.judge(image)).toMatchObject(DENIED);
  });
});
