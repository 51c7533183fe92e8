import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { findSignatures } from '../../src/evidence/signatures.ts';
import type { Authority, SignatureRequirement } from '../../src/model/image-policy.ts';
import { putImage, putIndex } from '../support/images/image.ts';
import { attach } from '../support/images/signed-image.ts';
import { status } from '../support/registry/misdeeds.ts';
import { createWorld, newKey, type World } from '../support/signing/index.ts';
import { BY_RELEASE, byKey, NEVER, requirement, Scene } from './scene.ts';

let world: World;
let scene: Scene;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  scene = await Scene.open(world);
});
afterEach(() => scene.close());

const find = (text: string, change: Partial<SignatureRequirement> = {}) =>
  findSignatures(scene.reference(text), requirement(change), { source: scene.source(), verify: scene.verify }, NEVER);

/** An index of two platforms in `team/app`, of which nothing is signed yet. */
function put() {
  const repository = scene.registry.content.repository('team/app');
  const { index, platforms, attestations } = putIndex(repository, { tag: 'v1', attestations: [{}] });
  const [amd, arm] = platforms;
  if (amd === undefined || arm === undefined) throw new Error('no platforms');
  const sign = (subject: typeof index) => attach(world, repository, subject, BY_RELEASE);
  return { repository, index, amd, arm, attestations, sign };
}

type What = 'index' | 'amd' | 'arm';

describe('which object must be signed', () => {
  const cases: readonly (readonly [SignatureRequirement['signatureOn'], readonly What[], boolean])[] = [
    ['index', ['index'], true],
    ['index', ['amd', 'arm'], false],
    ['platform', ['amd', 'arm'], true],
    ['platform', ['amd'], false],
    ['platform', ['index'], false],
    ['either', ['index'], true],
    ['either', ['amd', 'arm'], true],
    ['either', ['amd'], false],
    ['either', [], false],
  ];
  test.each(cases)('%s of an index, where signed are %j: %p', async (signatureOn, signed, verified) => {
    const image = put();
    for (const each of signed) await image.sign(image[each]);
    for (const text of ['team/app:v1', `team/app@${image.index.digest}`]) {
      const verdict = await find(text, { signatureOn });
      expect(verdict).toMatchObject({ verified, image: { digest: image.index.digest, kind: 'index' } });
      expect(verdict.missing).toEqual(verified ? [] : ['release']);
    }
  });

  test.each([
    ['platform', ['linux/amd64'], ['amd'], true],
    ['platform', ['linux/amd64'], ['arm'], false],
    ['either', ['linux/arm64'], ['arm'], true],
    ['platform', ['linux/s390x'], ['amd', 'arm'], false],
  ] as const)('%s with platforms %j, where signed are %j: %p', async (signatureOn, platforms, signed, verified) => {
    const image = put();
    for (const each of signed) await image.sign(image[each]);
    expect(await find('team/app:v1', { signatureOn, platforms })).toMatchObject({ verified });
  });

  test('attestation manifests in an index are no platforms', async () => {
    const image = put();
    await image.sign(image.amd);
    await image.sign(image.arm);
    const verdict = await find('team/app:v1', { signatureOn: 'platform' });
    expect(verdict.image.platforms.map(({ digest }) => digest)).toEqual([image.amd.digest, image.arm.digest]);
  });

  test.each(['platform', 'either'] as const)(
    'an index without any platform proves nothing by %s',
    async (signatureOn) => {
      putIndex(scene.registry.content.repository('team/app'), { tag: 'v1', images: [] });
      expect(await find('team/app:v1', { signatureOn })).toMatchObject({ verified: false, image: { platforms: [] } });
    },
  );

  test.each(['index', 'platform', 'either'] as const)('a manifest is itself: %s', async (signatureOn) => {
    await scene.signed();
    expect(await find('team/app:v1', { signatureOn })).toMatchObject({ verified: true });
    putImage(scene.registry.content.repository('bare'), { tag: 'v1' });
    expect(await find('bare:v1', { signatureOn })).toMatchObject({ verified: false, signatures: [] });
  });
});

describe('a platform of an index by its digest', () => {
  test.each([
    ['index', false],
    ['platform', false],
    ['either', true],
  ] as const)('under the tag of the signed index, with %s: %p', async (signatureOn, verified) => {
    const image = put();
    await image.sign(image.index);
    expect(await find(`team/app:v1@${image.amd.digest}`, { signatureOn })).toMatchObject({
      verified,
      image: { digest: image.amd.digest },
    });
    expect(await find(`team/app@${image.amd.digest}`, { signatureOn })).toMatchObject({ verified: false });
  });

  test('that the signed index does not list is not covered by it', async () => {
    const image = put();
    await image.sign(image.index);
    const stranger = putImage(image.repository, { content: 'stranger' });
    expect(await find(`team/app:v1@${stranger.digest}`, { signatureOn: 'either' })).toMatchObject({ verified: false });
  });

  test('under a tag that is gone is not verified; where the tag cannot be asked about, nobody can say', async () => {
    const image = put();
    await image.sign(image.index);
    const text = `team/app:v1@${image.amd.digest}`;
    const reform = scene.registry.misbehave(status(403), { on: 'manifests/v1' });
    await expect(find(text, { signatureOn: 'either' })).rejects.toMatchObject({ code: 'unauthorized' });
    reform();
    image.repository.tags.delete('v1');
    expect(await find(text, { signatureOn: 'either' })).toMatchObject({ verified: false });
  });
});

describe('several authorities', () => {
  const [one, two, three] = [newKey(), newKey(), newKey()];
  const authorities: readonly Authority[] = [byKey(one, 'one'), byKey(two, 'two'), byKey(three, 'three')];

  test('as many as are wanted must have signed', async () => {
    const { repository, descriptor } = await scene.signed({ identity: undefined as never, key: one });
    expect(await find('team/app:v1', { authorities, atLeast: 2 })).toMatchObject({
      verified: false,
      satisfied: ['one'],
      missing: ['two', 'three'],
    });
    await attach(world, repository, descriptor, { key: three });
    expect(await find('team/app:v1', { authorities, atLeast: 2 })).toMatchObject({
      verified: true,
      satisfied: ['one', 'three'],
    });
    expect(await find('team/app:v1', { authorities, atLeast: 3 })).toMatchObject({ verified: false });
  });

  test('who signs twice is one', async () => {
    const { repository, descriptor } = await scene.signed({ identity: undefined as never, key: one });
    await attach(world, repository, descriptor, { key: one, as: 'simple-signing' });
    const same = [byKey(one, 'one'), byKey(one, 'also one')];
    const verdict = await find('team/app:v1', { authorities: same, atLeast: 2 });
    expect(verdict).toMatchObject({ verified: false, satisfied: ['one'] });
    expect(verdict.signatures).toHaveLength(2);
  });

  test('on platforms each must have as many', async () => {
    const { repository, amd, arm } = put();
    for (const [platform, key] of [
      [amd, one],
      [amd, two],
      [arm, one],
    ] as const) {
      await attach(world, repository, platform, { key });
    }
    const wanted = { authorities, atLeast: 2, signatureOn: 'platform' } as const;
    expect(await find('team/app:v1', wanted)).toMatchObject({ verified: false, satisfied: ['one'] });
    await attach(world, repository, arm, { key: three });
    expect(await find('team/app:v1', wanted)).toMatchObject({ verified: true });
  });
});

describe('static authorities', () => {
  test.each([
    ['Allow', true],
    ['Deny', false],
  ] as const)('%s: no registry is asked', async (result, verified) => {
    const authorities: readonly Authority[] = [{ name: 'fixed', kind: 'static', result }];
    expect(await find('team/app:v1', { authorities })).toMatchObject({
      verified,
      image: { digest: '' },
      signatures: [],
    });
    expect(scene.registry.log.records).toEqual([]);
  });
});

describe('a repository of their own', () => {
  test('is where signatures are looked for, under its prefix, and nowhere else', async () => {
    const store = scene.registry.content.repository('signatures');
    const { repository, descriptor } = await scene.signed({ into: store, as: 'simple-signing', tagPrefix: 'shop-' });
    const signatures = { registry: scene.registry.host, repository: 'signatures', tagPrefix: 'shop-' };
    expect(await find('team/app:v1', { signatures })).toMatchObject({ verified: true });
    expect(await find('team/app:v1', { signatures: { ...signatures, tagPrefix: '' } })).toMatchObject({
      verified: false,
    });
    await attach(world, repository, descriptor, BY_RELEASE);
    expect(await find('team/app:v1', { signatures: { ...signatures, tagPrefix: '' } })).toMatchObject({
      verified: false,
    });
  });
});
