import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ClusterSecrets } from '../../src/cli/image-connections.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { exceptionDocument } from '../support/exceptions.ts';
import { signedImage } from '../support/images/signed-image.ts';
import { status, wrongBytes } from '../support/registry/misdeeds.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry/server.ts';
import { createWorld } from '../support/signing/index.ts';
import { eventually } from '../support/webhook.ts';
import { BY_RELEASE, startScene } from './image-scene.ts';
import {
  BY_RELEASE as AUTHORITY,
  closeImageWebhooks,
  podWith,
  settingsFor,
  signaturePolicy,
  startImageWebhook,
  trustRootDocument,
} from './image-webhook.ts';

afterEach(closeImageWebhooks);

const RULE = expect.stringContaining('image-signature');

function inNamespace(namespace: string, image: string, spec: JsonObject = {}): JsonObject {
  const pod = podWith(image);
  return { ...pod, metadata: { name: 'web', namespace }, spec: { ...(pod.spec as JsonObject), ...spec } };
}

describe('policies that change', () => {
  test('to another trust root have images verified anew, and back', async () => {
    const scene = await startScene(() => [signaturePolicy()], {
      files: { 'other.json': (await createWorld({ name: 'other' })).trustRoot },
    });
    const { image, digest } = await scene.put('app/web');
    const pinned = `${image}@${digest}`;
    const judged = async () => (await scene.webhook.judge(pinned)).allowed;
    const documents = (file: string) => [trustRootDocument(file), settingsFor([scene.registry]), signaturePolicy()];
    expect(await judged()).toBe(true);
    await scene.webhook.rewrite(documents('other.json'));
    await eventually(async () => !(await judged()), 'the other trust root counts');
    expect(await scene.webhook.judge(pinned)).toMatchObject({
      message: expect.stringMatching(/trust root|certificate/),
    });
    await scene.webhook.rewrite(documents('root.json'));
    await eventually(judged, 'the first trust root counts again');
  });

  test('to another authority have images verified anew', async () => {
    const scene = await startScene(() => [signaturePolicy()]);
    const { image, digest } = await scene.put('app/web');
    const pinned = `${image}@${digest}`;
    expect(await scene.webhook.judge(pinned)).toMatchObject({ allowed: true });
    const other = { ...AUTHORITY, keyless: { issuer: 'https://issuer.test', subject: 'https://ci.test/other' } };
    await scene.webhook.rewrite([
      trustRootDocument(),
      settingsFor([scene.registry]),
      signaturePolicy({}, { signatures: [other] }),
    ]);
    await eventually(async () => !(await scene.webhook.judge(pinned)).allowed, 'the other authority counts');
  });

  test('to broken ones leave the good ones in force', async () => {
    const scene = await startScene(() => [signaturePolicy()]);
    const { image } = scene.putUnsigned('app/web');
    await scene.webhook.rewrite([settingsFor([scene.registry]), signaturePolicy()]);
    const failed = () => scene.webhook.metric('tidewaiter_reload_last_failed{target="policies"}');
    await eventually(async () => (await failed()) === 1, 'the policies are refused');
    expect(await scene.webhook.judge(image)).toMatchObject({ allowed: false, message: RULE });
  });
});

test('why a trust root could not be refreshed is in the log', async () => {
  const { trustRoot } = await createWorld();
  const tuf = { mirror: 'https://127.0.0.1:1', root: { signed: { _type: 'root' }, signatures: [] } };
  const webhook = await startImageWebhook({
    files: { 'root.json': trustRoot },
    documents: [{ ...trustRootDocument(), spec: { file: 'root.json', tuf } }, signaturePolicy()],
    pulling: (folder) => ({ trustCache: join(folder, 'cache') }),
  });
  await eventually(async () => (await webhook.readLog()).includes('was not refreshed'), 'the log says that it failed');
  expect(await webhook.readLog()).toMatch(/"root":"test","reason":"spec_version is not defined"/);
});

describe('exceptions', () => {
  test('take out what they name, and no more', async () => {
    const scene = await startScene(() => [
      signaturePolicy({}, { digest: 'require' }),
      exceptionDocument('vendor', { signed: ['image-signature'] }, { match: { names: ['web'] } }),
    ]);
    const { image, descriptor } = scene.putUnsigned('app/web');
    expect(await scene.webhook.judge(`${image}@${descriptor.digest}`)).toMatchObject({ allowed: true });
    const verdict = await scene.webhook.judge(image);
    expect(verdict).toMatchObject({ allowed: false, message: expect.stringContaining('image-digest') });
    expect(verdict.message).not.toContain('image-signature');
    const other = { ...podWith(image), metadata: { name: 'other', namespace: 'shop' } };
    expect(await scene.webhook.judge(other)).toMatchObject({ allowed: false, message: RULE });
  });
});

describe('images that no policy names', () => {
  test.each([
    ['Allow', true, 0],
    ['Warn', true, 1],
    ['Deny', false, 0],
  ])('onNoMatch: %s', async (onNoMatch, allowed, warnings) => {
    const webhook = await startImageWebhook({
      documents: [
        settingsFor([], { onNoMatch, registries: [{ host: 'unused.test' }] }),
        signaturePolicy({ images: ['registry.test/**'] }, { signatures: [{ name: 'nobody', static: 'Allow' }] }),
      ],
    });
    const verdict = await webhook.judge('docker.io/acme/app:v1');
    expect(verdict).toMatchObject({ allowed });
    expect(verdict.warnings).toHaveLength(warnings);
    if (onNoMatch !== 'Allow') expect(verdict.message).toContain('image-coverage');
    const named = await webhook.judge(`registry.test/app@sha256:${'1'.repeat(64)}`);
    expect(named).toMatchObject({ allowed: true, warnings: [] });
    // Another way to write the same registry leads to the same images.
    expect(await webhook.judge(`registry.test:443/app@sha256:${'1'.repeat(64)}`)).toMatchObject({
      allowed: true,
      warnings: [],
    });
  });
});

describe('mirrors', () => {
  const start = async () => {
    const [world, registry, mirror] = await Promise.all([createWorld(), startTestRegistry(), startTestRegistry()]);
    const reached = (settingsFor([registry, mirror]).spec as { registries: JsonObject[] }).registries;
    const registries = [{ ...reached[0], mirrors: [`${mirror.host}/cache`] }, reached[1]];
    const webhook = await startImageWebhook({
      files: { 'root.json': world.trustRoot },
      documents: [trustRootDocument(), settingsFor([], { registries }), signaturePolicy()],
    });
    const put = ({ content }: TestRegistry, repository: string) =>
      signedImage(world, content, { repository, image: { content: 'same' }, ...BY_RELEASE });
    return { registry, mirror, webhook, put };
  };

  test('are asked first, and the registry where they have nothing', async () => {
    const { registry, mirror, webhook, put } = await start();
    await put(registry, 'app/web');
    await put(mirror, 'cache/app/web');
    await put(registry, 'app/only');
    expect(await webhook.admit(`${registry.host}/app/web:v1`)).toMatchObject({ allowed: true });
    expect(registry.log.count('GET /v2/app/web/manifests/v1')).toBe(0);
    expect(await webhook.admit(`${registry.host}/app/only:v1`)).toMatchObject({ allowed: true });
  });

  test('that lie or fail do no harm', async () => {
    const { registry, mirror, webhook, put } = await start();
    await put(mirror, 'cache/app/web');
    const { digest } = await put(registry, 'app/web');
    mirror.misbehave(wrongBytes());
    expect(await webhook.judge(`${registry.host}/app/web@${digest}`)).toMatchObject({ allowed: true });
    mirror.misbehave(status(503));
    const { digest: other } = await put(registry, 'app/other');
    expect(await webhook.judge(`${registry.host}/app/other@${other}`)).toMatchObject({ allowed: true });
  });
});

describe('credentials', () => {
  const PASSWORD = 'MARKER-password-of-a-tenant';

  test('of one namespace are no business of another', async () => {
    const [world, registry] = await Promise.all([
      createWorld(),
      startTestRegistry({ auth: { kind: 'bearer', users: { right: PASSWORD } } }),
    ]);
    const configOf = (password: string) => {
      const auth = Buffer.from(`right:${password}`).toString('base64');
      return JSON.stringify({ auths: { [registry.host]: { auth } } });
    };
    const secrets: ClusterSecrets = {
      pullSecretsOf: async () => ['pull'],
      pullSecret: async ({ namespace, name }) => ({
        name: `${namespace}/${name}`,
        text: configOf(namespace === 'rich' ? PASSWORD : 'MARKER-wrong'),
        legacy: false,
      }),
    };
    const webhook = await startImageWebhook({
      files: { 'root.json': world.trustRoot },
      documents: [trustRootDocument(), settingsFor([registry]), signaturePolicy({}, { digest: 'ignore' })],
      pulling: () => ({ secrets }),
    });
    const put = async (repository: string) => {
      await signedImage(world, registry.content, { repository, ...BY_RELEASE });
      return `${registry.host}/${repository}:v1`;
    };
    const image = await put('app/web');
    const [poor, rich] = await Promise.all([
      webhook.judge(inNamespace('poor', image)),
      webhook.judge(inNamespace('rich', image)),
    ]);
    expect(poor).toMatchObject({ allowed: false, message: expect.stringContaining('does not let us read') });
    expect(rich).toMatchObject({ allowed: true });
    expect(await webhook.judge(inNamespace('poor', image))).toMatchObject({ allowed: false });
    for (let at = 0; at < 10; at++) await webhook.judge(inNamespace('poor', await put(`app/n${at}`)));
    expect(await webhook.judge(inNamespace('rich', await put('app/last')))).toMatchObject({ allowed: true });
    expect(poor.text).not.toContain('MARKER');
    expect(await webhook.endAndReadLog()).not.toContain('MARKER');
  });

  test('that may not be read are named, with the reason', async () => {
    const registry = await startTestRegistry({ auth: { kind: 'bearer', users: { right: PASSWORD } } });
    const reason = 'Secret "shop/pull" cannot be read: our service account needs the right to get secrets there (403)';
    const secrets: ClusterSecrets = {
      pullSecretsOf: async () => ['pull'],
      pullSecret: () => Promise.reject(new Error(reason)),
    };
    const webhook = await startImageWebhook({
      documents: [settingsFor([registry]), signaturePolicy({}, { digest: 'mutate', signatures: undefined })],
      pulling: () => ({ secrets }),
    });
    expect(await webhook.judge(`${registry.host}/app/web:v1`)).toMatchObject({
      allowed: false,
      message: expect.stringContaining(
        `whose digest could not be looked up: the credentials to pull with cannot be had: ${reason}`,
      ),
    });
  });
});
