import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { attest, attestedImage } from '../support/attestations/attest.ts';
import { status } from '../support/registry/misdeeds.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import { CLEAN_SBOM, LOG4J_SBOM, lookFor, wanting } from './attesting.ts';
import { BY_RELEASE, Scene } from './scene.ts';

let world: World;
let scene: Scene;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  scene = await Scene.open(world);
});
afterEach(() => scene.close());

/** Where the blob of the second of two SBOMs lies, of which the first is in order. */
async function second(): Promise<string> {
  const { repository, descriptor } = await attestedImage(world, scene.registry.content, {
    repository: 'team/app',
    ...BY_RELEASE,
    claims: [CLEAN_SBOM],
  });
  const before = await lookFor(scene, wanting());
  expect(before.verified).toBe(true);
  await attest(world, repository, descriptor, LOG4J_SBOM, BY_RELEASE);
  const { reports, verified } = await lookFor(scene, wanting());
  expect(verified).toBe(false);
  const known = new Set(before.reports.map(({ blob }) => blob));
  const blob = reports.map((report) => report.blob).find((each) => !known.has(each));
  if (blob === undefined) throw new Error('the second SBOM was not found');
  return blob;
}

describe('what cannot be had beside an SBOM that is in order, and may speak against the image', () => {
  test('is no verdict while that may pass', async () => {
    scene.registry.misbehave(status(503), { on: await second() });
    await expect(lookFor(scene, wanting())).rejects.toMatchObject({ name: 'RegistryError', code: 'unreachable' });
  });

  test('is told where it will not pass: whoever may push could do that to any image', async () => {
    const blob = await second();
    scene.registry.misbehave(status(400), { on: blob });
    const { verified, skipped } = await lookFor(scene, wanting());
    expect(verified).toBe(true);
    expect(skipped.join()).toContain('status 400');
  });
});
