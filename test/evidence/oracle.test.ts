import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Judges } from '../../src/evidence/judges.ts';
import { TrustRoots } from '../../src/evidence/trust-roots.ts';
import { TrustStore } from '../../src/evidence/trust-store.ts';
import { verifyJob } from '../../src/evidence/verify-job.ts';
import type { ImageQuestion } from '../../src/model/image-evidence.ts';
import { putImage } from '../support/images/image.ts';
import { status } from '../support/registry/misdeeds.ts';
import type { RegistryOptions } from '../support/registry/server.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import { requirement, Scene } from './scene.ts';

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

const MINUTE = 60_000;

describe('look-ups are shared', () => {
  test('50 who ask at once for one digest: one verification, and each thing is fetched once', async () => {
    const { reference } = await scene.signed();
    const watched = scene.oracle();
    const wanted = requirement();
    const all = await Promise.all(Array.from({ length: 50 }, () => watched.outcome(reference, wanted)));
    expect(new Set(all)).toEqual(new Set(['verified']));
    expect(watched.jobs).toHaveLength(1);
    const lines = scene.registry.log.lines();
    expect(lines).toHaveLength(new Set(lines).size);
  });

  test('at most four round trips in sequence: by digest three, by tag four', async () => {
    await start({ inWaves: true });
    const { reference } = await scene.signed({ index: {} });
    const depthOf = async (text: string) => {
      scene.registry.log.clear();
      expect(await scene.oracle().outcome(scene.reference(text), requirement())).toBe('verified');
      return scene.registry.log.depth();
    };
    expect(await depthOf(`team/app:v1@${reference.digest}`)).toBe(3);
    expect(await depthOf('team/app:v1')).toBe(4);
  });

  test('an image that is asked about in other words is another question', async () => {
    const { reference } = await scene.signed();
    const watched = scene.oracle();
    expect(await watched.outcome(reference, requirement())).toBe('verified');
    expect(await watched.outcome(reference, requirement())).toBe('verified');
    expect(watched.jobs).toHaveLength(2);
  });
});

describe('what was proved', () => {
  test('is known without waiting, for whoever asks, until its time is over', async () => {
    const { reference } = await scene.signed();
    const watched = scene.oracle();
    const question: ImageQuestion = { about: 'signatures', reference, requirement: requirement() };
    expect(watched.oracle.recall(question)).toBeUndefined();
    await watched.ask(question);
    scene.registry.log.clear();
    for (const each of [question, { ...question }]) {
      expect(watched.oracle.recall(each)).toMatchObject({ state: 'known', value: { verified: true } });
    }
    watched.later = 14 * MINUTE;
    expect(watched.oracle.recall({ ...question })).toBeDefined();
    watched.later = 16 * MINUTE;
    expect([watched.oracle.recall(question), watched.oracle.recall({ ...question })]).toEqual([undefined, undefined]);
    expect(scene.registry.log.records).toEqual([]);
    expect(watched.results).toEqual([
      'signatures found',
      'signatures cached',
      'signatures cached',
      'signatures cached',
    ]);
  });

  test('says nothing of other digests, requirements or trust roots', async () => {
    const { reference } = await scene.signed();
    const trust = new TrustStore(new Map([['test', world.trustRoot]]));
    const watched = scene.oracle({ trust });
    const wanted = requirement();
    const question: ImageQuestion = { about: 'signatures', reference, requirement: wanted };
    await watched.ask(question);
    const digest = `sha256:${'0'.repeat(64)}`;
    expect(watched.oracle.recall({ ...question, reference: { ...reference, digest } })).toBeUndefined();
    expect(watched.oracle.recall({ ...question, requirement: requirement() })).toBeUndefined();
    expect(watched.oracle.recall(question)).toBeDefined();
    trust.replace(new Map([['test', JSON.stringify(JSON.parse(world.trustRoot), undefined, 1)]]));
    expect([watched.oracle.recall(question), watched.oracle.recall({ ...question })]).toEqual([undefined, undefined]);
  });

  test('with trust roots that change meanwhile counts only for those that it was proved with', async () => {
    const { reference } = await scene.signed();
    const trust = new TrustStore(new Map([['test', world.trustRoot]]));
    const other = JSON.stringify(JSON.parse(world.trustRoot), undefined, 1);
    const roots = new TrustRoots();
    const seen: [string, string | undefined][] = [];
    const watched = scene.oracle({
      trust,
      verify: async (job) => {
        seen.push([job.trustVersion, job.trustRoots[0]?.json]);
        if (seen.length === 1) trust.replace(new Map([['test', other]]));
        return verifyJob(job, roots, new Judges());
      },
    });
    const { version } = trust;
    const question: ImageQuestion = { about: 'signatures', reference, requirement: requirement() };
    await watched.ask(question);
    expect(watched.oracle.recall(question)).toBeUndefined();
    await watched.ask(question);
    expect(seen).toEqual([
      [version, world.trustRoot],
      [trust.version, other],
    ]);
  });

  test('of a tag counts for seconds, because a tag may move', async () => {
    const { repository } = await scene.signed();
    const watched = scene.oracle();
    const wanted = requirement();
    const reference = scene.reference();
    expect(await watched.outcome(reference, wanted)).toBe('verified');
    repository.tags.set('v1', putImage(repository, { content: 'another' }).digest);
    expect(await watched.outcome(reference, wanted)).toBe('verified');
    watched.later = 16_000;
    expect(await watched.outcome(reference, wanted)).toBe('refused');
    expect(watched.oracle.recall({ about: 'signatures', reference, requirement: wanted })).toBeUndefined();
  });
});

describe('what was not proved', () => {
  test('is asked for again after seconds: a signature often follows', async () => {
    const descriptor = putImage(scene.registry.content.repository('team/app'), {
      tag: 'v1',
      content: 'layer of team/app:v1',
    });
    const reference = scene.reference(`team/app:v1@${descriptor.digest}`);
    const watched = scene.oracle();
    const wanted = requirement();
    expect(await watched.outcome(reference, wanted)).toBe('refused');
    const { digest } = await scene.signed();
    expect(digest).toBe(descriptor.digest);
    watched.later = 14_000;
    expect(await watched.outcome(reference, wanted)).toBe('refused');
    watched.later = 16_000;
    expect(await watched.outcome(reference, wanted)).toBe('verified');
    expect(watched.results).toEqual(['signatures refused', 'signatures cached', 'signatures found']);
  });

  test('because a registry fails is no word about the image, and is tried again soon', async () => {
    const { reference } = await scene.signed();
    const reform = scene.registry.misbehave(status(503));
    const watched = scene.oracle();
    const wanted = requirement();
    expect(await watched.signatures(reference, wanted)).toMatchObject({
      state: 'unavailable',
      cause: 'unreachable',
      reason: expect.stringContaining(scene.registry.host),
    });
    reform();
    expect(await watched.outcome(reference, wanted)).toBe('unreachable');
    watched.later = 3_500;
    // By then the client asks a host again that failed several times.
    scene.skipped = 11_000;
    expect(await watched.outcome(reference, wanted)).toBe('verified');
  });
});
