import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { findSignatures } from '../../src/evidence/signatures.ts';
import { type FallbackForm, putBundle, putFallbackIndex, putLegacy, tagFor } from '../support/images/signatures.ts';
import { type AttachSpec, attach } from '../support/images/signed-image.ts';
import { html, manyReferrers, status } from '../support/registry/misdeeds.ts';
import type { RegistryOptions } from '../support/registry/server.ts';
import { createWorld, PREDICATES, type World } from '../support/signing/index.ts';
import { lookFor } from './looking.ts';
import { BY_RELEASE, NEVER, requirement, Scene } from './scene.ts';

let world: World;
let scene: Scene;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => start());
afterEach(() => scene.close());

async function start(options?: RegistryOptions): Promise<void> {
  await scene?.close().catch(() => undefined);
  scene = await Scene.open(world, options);
}

const look = (digest: string) => lookFor(scene, digest);

async function isVerified(): Promise<boolean> {
  const tools = { source: scene.source(), verify: scene.verify };
  const { verified } = await findSignatures(scene.reference('team/app:v1'), requirement(), tools, NEVER);
  return verified;
}

const NOTHING = { formats: [], where: [], skipped: [], errors: [] };

describe('where signatures lie', () => {
  const forms: readonly (readonly [NonNullable<AttachSpec['as']>, string])[] = [
    ['bundle', 'bundle'],
    ['simple-signing', 'simple-signing'],
    ['sig-referrer', 'simple-signing'],
  ];
  test.each(forms)('as %s', async (as, format) => {
    const { digest } = await scene.signed({ as });
    expect(await look(digest)).toMatchObject({ formats: [format], skipped: [], errors: [] });
    expect(await isVerified()).toBe(true);
  });

  test('everywhere at once, the referrers and the `.sig` tag, whatever each of them has', async () => {
    const { digest, repository, descriptor } = await scene.signed({ identity: 'https://ci.test/fork' });
    expect(await isVerified()).toBe(false);
    await attach(world, repository, descriptor, { ...BY_RELEASE, as: 'simple-signing' });
    const { formats, where } = await look(digest);
    expect(formats).toEqual(['bundle', 'simple-signing']);
    expect(where).toContain(`tag ${tagFor(digest)}.sig, layer 1 of 1`);
    expect(await isVerified()).toBe(true);
  });

  test('nowhere is no error', async () => {
    const { repository, descriptor } = await scene.signed();
    repository.manifests.clear();
    expect(await look(descriptor.digest)).toEqual(NOTHING);
  });
});

describe('without a referrers API', () => {
  beforeEach(() => start({ referrers: false }));

  const forms: readonly FallbackForm[] = ['correct', 'empty-artifact-type', 'no-artifact-type', 'foreign', 'dangling'];
  test.each(forms)('the fallback tag, %s', async (fallback) => {
    const { digest } = await scene.signed({ fallback });
    const found = await look(digest);
    expect(found).toMatchObject({ formats: ['bundle'], errors: [] });
    if (fallback === 'foreign')
      expect(found.skipped).toEqual([expect.stringMatching(/^referrer .+: it is about sha256:/)]);
    expect(await isVerified()).toBe(true);
  });

  test('a fallback tag that is no index is told, and keeps nobody from the `.sig` tag', async () => {
    const { digest, repository, descriptor } = await scene.signed({ fallback: 'manifest' });
    expect(await look(digest)).toMatchObject({ formats: [], errors: ['malformed'] });
    await expect(isVerified()).rejects.toThrow('should be an index of referrers');
    await attach(world, repository, descriptor, { ...BY_RELEASE, as: 'simple-signing' });
    expect(await isVerified()).toBe(true);
  });

  test('a fallback tag of too many is told', async () => {
    const { digest, repository, descriptor } = await scene.signed();
    const many = Array.from({ length: 101 }, (_, index) => ({
      ...descriptor,
      digest: `sha256:${String(index).padStart(64, '0')}`,
    }));
    putFallbackIndex(repository, digest, 'correct', many);
    expect(await look(digest)).toMatchObject({ formats: [], errors: ['too-large'] });
  });

  test('pages for people are no referrers', async () => {
    const { digest } = await scene.signed({ fallback: 'correct' });
    scene.registry.misbehave(html(), { on: '/referrers/' });
    expect(await look(digest)).toMatchObject({ formats: ['bundle'] });
  });
});

describe('a registry that fails in part', () => {
  test.each([
    ['/referrers/', 'simple-signing'],
    ['.sig', 'bundle'],
  ] as const)('%s: the other signature still proves the image', async (on, as) => {
    const { repository, descriptor, digest } = await scene.signed({ as });
    scene.registry.misbehave(status(403), { on });
    expect(await look(digest)).toMatchObject({ formats: [as], errors: ['unauthorized'] });
    expect(await isVerified()).toBe(true);
    expect(repository.manifest(descriptor.digest)).toBeDefined();
  });

  test.each(['/referrers/', '.sig', '.att', '/blobs/'])('%s: without proof nobody can say', async (on) => {
    await scene.signed({ identity: 'https://ci.test/fork', as: 'bundle' });
    scene.registry.misbehave(status(403), { on });
    await expect(isVerified()).rejects.toMatchObject({ name: 'RegistryError', code: 'unauthorized' });
  });
});

describe('how many', () => {
  test('more referrers than are looked at are told; what lies elsewhere still proves', async () => {
    const { digest, repository, descriptor } = await scene.signed();
    scene.registry.misbehave(manyReferrers(200), { on: '/referrers/' });
    expect((await look(digest)).errors).toContain('too-large');
    await expect(isVerified()).rejects.toMatchObject({ code: 'too-large' });
    await attach(world, repository, descriptor, { ...BY_RELEASE, as: 'simple-signing' });
    expect(await isVerified()).toBe(true);
  });

  test('at most 100 candidates of all kinds', async () => {
    const { digest, repository, signed, descriptor } = await scene.signed({ as: 'simple-signing' });
    putLegacy(repository, digest, Array(99).fill(signed.legacy));
    expect(await look(digest)).toMatchObject({ formats: { length: 100 }, errors: [] });
    putBundle(repository, descriptor, signed.bundleBytes, { predicateType: PREDICATES.signature });
    expect(await look(digest)).toMatchObject({ formats: { length: 100 }, errors: ['too-large'] });
    putLegacy(repository, digest, [signed.legacy]);
    expect(await look(digest)).toMatchObject({ formats: ['bundle'], errors: ['too-large'] });
  });

  test('of a signature that is too large is said so', async () => {
    const { digest } = await scene.signed({ change: () => Buffer.alloc(2 * 2 ** 20 + 1) });
    expect((await look(digest)).skipped).toEqual([expect.stringMatching(/: it is larger than 2 MiB$/)]);
  });

  test('of signatures that are too large together nobody can say', async () => {
    const { digest, repository, descriptor } = await scene.signed();
    for (let index = 0; index < 9; index++) {
      putBundle(repository, descriptor, Buffer.alloc(2 * 2 ** 20 - index), { predicateType: PREDICATES.signature });
    }
    expect((await look(digest)).errors).toContain('too-large');
  });
});
