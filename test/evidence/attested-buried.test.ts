import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { attest, attestedImage } from '../support/attestations/attest.ts';
import { putFallbackIndex } from '../support/images/signatures.ts';
import { createWorld, newKey, type World } from '../support/signing/index.ts';
import { CLEAN_SBOM, LOG4J_SBOM, lookFor, messagesOf, wanting } from './attesting.ts';
import { BY_RELEASE, Scene } from './scene.ts';

/** What a signed index lists cannot be hidden by who may push to its repository. */

let world: World;
let scene: Scene;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  scene = await Scene.open(world);
});
afterEach(() => scene.close());

/** A signed index with forbidden parts in its platform, which another SBOM does not list. */
async function put(form: 'config' | 'artifact') {
  const placed = await attestedImage(world, scene.registry.content, {
    repository: 'team/app',
    index: { images: [{ platform: 'linux/amd64' }] },
    ...BY_RELEASE,
    buildkit: { claims: [LOG4J_SBOM], form },
    claims: [{ ...CLEAN_SBOM, on: 'platforms' }],
  });
  const [platform] = placed.platforms;
  if (platform === undefined) throw new Error('the index has no platform');
  return { ...placed, platform };
}

test.each(['config', 'artifact'] as const)('not by listing its manifest, a %s, as a referrer', async (form) => {
  const { repository, platform, attestations } = await put(form);
  putFallbackIndex(repository, platform.digest, 'correct', [...repository.referrers(platform.digest), ...attestations]);
  const verdict = await lookFor(scene, wanting());
  expect(verdict.verified).toBe(false);
  expect(messagesOf(verdict).join()).toContain('log4j-core 2.14.1');
});

test('not by as many referrers as are looked at', async () => {
  const { repository, platform } = await put('config');
  const key = newKey();
  for (let count = 1; count < 100; count += 1) await attest(world, repository, platform, CLEAN_SBOM, { key });
  const looking = lookFor(scene, wanting());
  await expect(looking).rejects.toMatchObject({ name: 'RegistryError', code: 'too-large' });
}, 60_000);
