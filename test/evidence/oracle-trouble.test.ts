import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Judges } from '../../src/evidence/judges.ts';
import { VerificationFailure } from '../../src/evidence/pool.ts';
import { TrustRoots } from '../../src/evidence/trust-roots.ts';
import { TrustStore } from '../../src/evidence/trust-store.ts';
import { verifyJob } from '../../src/evidence/verify-job.ts';
import type { ImageQuestion, Puller } from '../../src/model/image-evidence.ts';
import type { Keychain } from '../../src/registry/keychain.ts';
import { silence, status } from '../support/registry/misdeeds.ts';
import type { RegistryOptions } from '../support/registry/server.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import { NOBODY, requirement, Scene } from './scene.ts';

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
const DAY = 24 * 60 * MINUTE;

describe('credentials', () => {
  const users = { ann: 'a', bob: 'b' };
  const keychainOf = ({ namespace }: Puller): Keychain => ({
    id: namespace,
    credentials: async () => [{ kind: 'basic', username: namespace, password: namespace === 'ann' ? 'a' : 'wrong' }],
  });
  const puller = (namespace: string): Puller => ({ ...NOBODY, namespace });

  test('of somebody who may not pull poison nobody else, and the reverse', async () => {
    await start({ auth: { kind: 'basic', users } });
    await scene.signed();
    const watched = scene.oracle({ keychainOf });
    const wanted = requirement();
    const ask = (who: string) => watched.signatures(scene.reference(), wanted, puller(who));
    const answers = await Promise.all(['bob', 'ann', 'bob'].map(ask));
    const refused = { state: 'unavailable', cause: 'refused' };
    expect(answers).toMatchObject([refused, { state: 'known', value: { verified: true } }, refused]);
  });

  test('that cannot be had are a fault of ours, never a pass', async () => {
    const watched = scene.oracle({
      connect: () => {
        throw new Error('the cluster is away');
      },
    });
    expect(await watched.outcome(scene.reference(), requirement())).toBe('internal');
    expect(watched.faults).toMatchObject([{ message: 'the cluster is away' }]);
    expect(watched.results).toEqual(['signatures unavailable']);
  });

  test('of the policy go to the connection', async () => {
    const seen: unknown[] = [];
    const { reference } = await scene.signed();
    const watched = scene.oracle({
      connect: (_, secrets) => {
        seen.push(secrets);
        return { id: '', source: scene.source() };
      },
    });
    const pullSecrets = [{ namespace: 'a', name: 'b' }];
    await watched.ask({ about: 'signatures', reference, requirement: requirement({ pullSecrets }) });
    await watched.ask({ about: 'digest', reference: scene.reference(), pullSecrets });
    await watched.ask({ about: 'config', reference });
    expect(seen).toEqual([pullSecrets, pullSecrets, []]);
  });
});

describe('while a registry is down', () => {
  test.each([
    ['deny', 'unreachable'],
    ['cached-only', 'stale verified'],
    ['warn', 'stale verified'],
  ] as const)('degrade %s: what was proved before is %s', async (degrade, expected) => {
    const { reference } = await scene.signed();
    const watched = scene.oracle();
    const wanted = requirement({ degrade });
    expect(await watched.outcome(reference, wanted)).toBe('verified');
    scene.registry.misbehave(status(503));
    watched.later = 16 * MINUTE;
    expect(await watched.outcome(reference, wanted)).toBe(expected);
    expect(await watched.outcome(scene.reference(`team/app@sha256:${'0'.repeat(64)}`), wanted)).toBe('unreachable');
    expect(watched.results.slice(1)).toEqual([
      expected === 'unreachable' ? 'signatures unavailable' : 'signatures stale',
      'signatures unavailable',
    ]);
  });

  test('a day later nothing counts on, and nothing ever does where signatures must not be old', async () => {
    const { reference } = await scene.signed();
    const watched = scene.oracle();
    const lasting = requirement({ degrade: 'cached-only' });
    const fresh = requirement({
      degrade: 'cached-only',
      authorities: lasting.authorities.map((authority) => ({ ...authority, maxAge: 100 * DAY })) as never,
    });
    for (const wanted of [lasting, fresh]) expect(await watched.outcome(reference, wanted)).toBe('verified');
    scene.registry.misbehave(status(503));
    watched.later = 16 * MINUTE;
    expect(await watched.outcome(reference, lasting)).toBe('stale verified');
    expect(await watched.outcome(reference, fresh)).toBe('unreachable');
    watched.later = 15 * MINUTE + DAY;
    expect(await watched.outcome(reference, lasting)).toBe('unreachable');
  });

  test('a registry that asks to wait, and a deadline, leave what was proved', async () => {
    const { reference } = await scene.signed();
    const watched = scene.oracle();
    const wanted = requirement({ degrade: 'warn' });
    expect(await watched.outcome(reference, wanted)).toBe('verified');
    watched.later = 16 * MINUTE;
    const question: ImageQuestion = { about: 'signatures', reference, requirement: wanted };
    expect(await watched.ask(question, NOBODY, AbortSignal.abort())).toMatchObject({ state: 'known', stale: true });
    scene.registry.misbehave(status(429, { 'retry-after': '3600' }));
    watched.later = 32 * MINUTE;
    expect(await watched.outcome(reference, wanted)).toBe('stale verified');
    expect(await watched.outcome(scene.reference(`team/app@sha256:${'0'.repeat(64)}`), wanted)).toBe('throttled');
  });

  test('nothing counts on where it refuses, or says that there is no such image', async () => {
    const { reference } = await scene.signed();
    const watched = scene.oracle();
    const wanted = requirement({ degrade: 'cached-only' });
    await watched.outcome(reference, wanted);
    for (const [code, cause] of [
      [403, 'refused'],
      [404, 'absent'],
    ] as const) {
      const reform = scene.registry.misbehave(status(code));
      watched.later += 16 * MINUTE;
      // Manifests are known by digest, and everything else is asked for.
      expect(await watched.outcome(reference, wanted)).toBe(code === 403 ? cause : 'refused');
      reform();
    }
  });
});

describe('time', () => {
  test('nobody waits beyond his own deadline, and the look-up goes on for the others', async () => {
    const { reference } = await scene.signed();
    const slow = Promise.withResolvers<void>();
    scene.registry.misbehave(async ({ answer }) => {
      await slow.promise;
      return answer();
    });
    const watched = scene.oracle();
    const wanted = requirement();
    const patient = watched.outcome(reference, wanted);
    const hurried = new AbortController();
    const question: ImageQuestion = { about: 'signatures', reference, requirement: wanted };
    const gone = watched.ask(question, NOBODY, hurried.signal);
    hurried.abort();
    expect(await gone).toMatchObject({ state: 'unavailable', cause: 'deadline' });
    expect(await watched.ask(question, NOBODY, AbortSignal.abort())).toMatchObject({ cause: 'deadline' });
    slow.resolve();
    expect(await patient).toBe('verified');
    expect(watched.jobs).toHaveLength(1);
  });

  test('a look-up ends by itself', async () => {
    const { reference } = await scene.signed();
    scene.registry.misbehave(silence());
    const watched = scene.oracle({ times: { flight: 100 } });
    expect(await watched.outcome(reference, requirement())).toBe('deadline');
  });
});

describe('faults', () => {
  test('of verifying threads deny, are told, and do not last', async () => {
    const { reference } = await scene.signed();
    let crashes = 1;
    const roots = new TrustRoots();
    const watched = scene.oracle({
      verify: async (job) => {
        if (crashes-- > 0) throw new VerificationFailure('the verifying thread ended');
        return verifyJob(job, roots, new Judges());
      },
    });
    const wanted = requirement();
    expect(await watched.signatures(reference, wanted)).toEqual({
      state: 'unavailable',
      cause: 'internal',
      reason: 'an unexpected error while the image was looked up, see the log',
    });
    expect(watched.faults).toMatchObject([{ message: 'the verifying thread ended' }]);
    watched.later = 3_500;
    expect(await watched.outcome(reference, wanted)).toBe('verified');
  });

  test('a trust root that is not there', async () => {
    const { reference } = await scene.signed();
    const watched = scene.oracle({ trust: new TrustStore(new Map()) });
    expect(await watched.outcome(reference, requirement())).toBe('internal');
    expect(watched.faults).toMatchObject([{ message: 'there is no trust root "test"' }]);
  });
});

describe('other questions', () => {
  test('what a tag stands for, and what configs say', async () => {
    const { digest, platforms } = await scene.signed({
      index: { images: [{ user: '7' }, { platform: 'linux/arm64' }] },
    });
    const watched = scene.oracle();
    const reference = scene.reference();
    expect(await watched.ask({ about: 'digest', reference, pullSecrets: [] })).toMatchObject({
      value: { digest, kind: 'index', platforms: platforms.map((each) => ({ digest: each.digest })) },
    });
    const question: ImageQuestion = { about: 'config', reference: { ...reference, digest } };
    expect(await watched.ask(question)).toMatchObject({
      value: [{ user: '7' }, { user: '', platform: 'linux/arm64' }],
    });
    expect(watched.oracle.recall(question)).toMatchObject({ state: 'known' });
    expect(watched.results).toEqual(['digest found', 'config found', 'config cached']);
  });

  test('an image that is not there', async () => {
    const watched = scene.oracle();
    const answer = await watched.ask({ about: 'digest', reference: scene.reference(), pullSecrets: [] });
    expect(answer).toMatchObject({ state: 'unavailable', cause: 'absent' });
  });
});
