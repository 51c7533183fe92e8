import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { deploymentCreate, ephemeralContainer, podCreate, podUpdate } from '../support/admission-reviews.ts';
import { putImage } from '../support/images/image.ts';
import { goodContainer, goodPod } from '../support/pods.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry/server.ts';
import { closeImageWebhooks, type ImageWebhook, podWith, settingsFor, startImageWebhook } from './image-webhook.ts';

/** What `digest` of an image policy asks, by mode. */

const MODES = ['require', 'mutate', 'mutate-pods-only', 'annotate', 'ignore'] as const;
type Mode = (typeof MODES)[number];

let registry: TestRegistry;
let webhook: ImageWebhook;
let digest: string;

beforeAll(async () => {
  registry = await startTestRegistry();
  const modes = MODES.map((mode) => ({
    apiVersion: 'tidewaiter.dev/v1alpha1',
    kind: 'ImagePolicy',
    metadata: { name: mode },
    spec: {
      images: [`${registry.host}/${mode}/**`],
      require: { digest: mode, ...(mode === 'ignore' && { signatures: [{ name: 'all', static: 'Allow' }] }) },
    },
  }));
  webhook = await startImageWebhook({ documents: [settingsFor([registry]), ...modes] });
  for (const mode of MODES) {
    for (const name of ['app', 'other']) {
      digest = putImage(registry.content.repository(`${mode}/${name}`), { tag: 'v1', content: 'app' }).digest;
    }
  }
});
afterAll(closeImageWebhooks);

const image = (mode: Mode, name = 'app'): string => `${registry.host}/${mode}/${name}:v1`;
const pinned = (mode: Mode, name = 'app'): string => `${image(mode, name)}@${digest}`;
const NOTE = 'tidewaiter.dev/resolved-images';
const PLACE = '/spec/containers/0/image';

describe('a pod that names a tag', () => {
  test.each<[Mode, boolean]>([
    ['require', false],
    ['mutate', false],
    ['mutate-pods-only', false],
    ['annotate', true],
    ['ignore', true],
  ])('that nobody changed, with %s: allowed %s', async (mode, allowed) => {
    expect(await webhook.judge(image(mode))).toMatchObject({ allowed });
    expect(await webhook.judge(pinned(mode))).toMatchObject({ allowed: true, warnings: [] });
  });

  test.each(['mutate', 'mutate-pods-only'] as const)('has the digest written: %s', async (mode) => {
    expect(await webhook.judge(image(mode), '/mutate')).toMatchObject({
      patch: [{ path: PLACE, value: pinned(mode) }],
    });
    expect(await webhook.admit(image(mode))).toMatchObject({ allowed: true, warnings: [] });
  });

  test.each(['require', 'ignore'] as const)('is left as it is: %s', async (mode) => {
    expect(await webhook.judge(image(mode), '/mutate')).toMatchObject({ allowed: true, patch: [] });
  });

  test('has the digest noted: annotate', async () => {
    const { patch } = await webhook.judge(image('annotate'), '/mutate');
    const value = JSON.stringify({ 'spec.containers[0].image': digest });
    expect(patch).toMatchObject([{ op: 'add', value: { [NOTE]: value } }]);
    const noted = goodPod(
      { containers: [goodContainer({ image: image('annotate') })] },
      { annotations: { [NOTE]: value } },
    );
    expect(await webhook.judge(noted, '/mutate')).toMatchObject({ patch: [] });
    expect(await webhook.judge(noted)).toMatchObject({ allowed: true, warnings: [] });
    expect((await webhook.judge(image('annotate'))).warnings).toEqual([expect.stringContaining(NOTE)]);
  });
});

describe('a controller that names a tag', () => {
  test('has the digest written with mutate, and not with mutate-pods-only', async () => {
    const change = (mode: Mode) => webhook.judge(deploymentCreate(podWith(image(mode))), '/mutate');
    expect((await change('mutate')).patch).toMatchObject([{ path: '/spec/template/spec/containers/0/image' }]);
    for (const mode of ['mutate-pods-only', 'annotate'] as const) expect((await change(mode)).patch).toEqual([]);
    expect(await webhook.judge(deploymentCreate(podWith(image('mutate-pods-only'))))).toMatchObject({
      allowed: true,
      warnings: [],
    });
  });
});

describe('a pod that runs', () => {
  const running = (images: readonly string[], fields: JsonObject = {}): JsonObject =>
    goodPod({ containers: images.map((each, index) => goodContainer({ name: `c${index}`, image: each })), ...fields });

  test.each(['mutate', 'mutate-pods-only'] as const)(
    'and gets another image has its digest written: %s',
    async (mode) => {
      const before = running([pinned(mode), image(mode)]);
      const after = running([image(mode, 'other'), image(mode)]);
      // The other container goes on with what it has: a change would start it anew.
      expect(await webhook.judge(podUpdate(before, after), '/mutate')).toMatchObject({
        allowed: true,
        patch: [{ path: PLACE, value: pinned(mode, 'other') }],
      });
    },
  );

  test.each(['mutate', 'mutate-pods-only'] as const)(
    'and gets an ephemeral container has its digest written: %s',
    async (mode) => {
      const review = ephemeralContainer(running([pinned(mode)]), { name: 'debug', image: image(mode) });
      expect(await webhook.judge(review, '/mutate')).toMatchObject({
        patch: [{ path: '/spec/ephemeralContainers/0/image', value: pinned(mode) }],
      });
    },
  );

  test('and gets an ephemeral container is not warned of a note that nobody could make', async () => {
    const review = ephemeralContainer(running([pinned('annotate')]), { name: 'debug', image: image('annotate') });
    expect(await webhook.judge(review, '/mutate')).toMatchObject({ allowed: true, patch: [] });
    expect(await webhook.judge(review)).toMatchObject({ allowed: true, warnings: [] });
  });

  test('and is created again is not changed where nothing is named by tag', async () => {
    expect(await webhook.judge(podCreate(running([pinned('mutate')])), '/mutate')).toMatchObject({ patch: [] });
  });
});
