import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { verificationThreads } from '../../src/cli/verification-threads.ts';
import type { AttestationsRequirement } from '../../src/model/attestation.ts';
import type { AttestationVerdict } from '../../src/model/attestation-verdict.ts';
import type { ImageAnswer } from '../../src/model/image-evidence.ts';
import type { ImageReference } from '../../src/model/image-reference.ts';
import { type AttestedImageSpec, attest, attestedImage } from '../support/attestations/attest.ts';
import { type Claim, sbomClaim } from '../support/attestations/claims.ts';
import { status } from '../support/registry/misdeeds.ts';
import { largeSbom } from '../support/sbom/large.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import { CLEAN_SBOM, LOG4J_SBOM, messagesOf, wanting } from './attesting.ts';
import { BY_RELEASE, type OracleSetting, Scene } from './scene.ts';

let world: World;
let scene: Scene;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  scene = await Scene.open(world);
});
afterEach(() => scene.close());

async function put(claim: Claim = CLEAN_SBOM, spec: Partial<AttestedImageSpec> = {}) {
  const image = { repository: 'team/app', claims: [claim], ...BY_RELEASE, ...spec };
  const { digest, repository, descriptor } = await attestedImage(world, scene.registry.content, image);
  return { reference: scene.reference(`team/app:v1@${digest}`), repository, descriptor };
}

/** An oracle with what it says of one requirement. */
function watch(requirement: AttestationsRequirement = wanting(), setting: OracleSetting = {}) {
  const oracle = scene.oracle(setting);
  const question = (reference: ImageReference) => ({ about: 'attestations', reference, requirement }) as const;
  let asked: ReturnType<typeof question> | undefined;
  return {
    oracle,
    ask: (reference: ImageReference) => {
      asked = asked?.reference === reference ? asked : question(reference);
      return oracle.ask(asked);
    },
    recall: () => (asked === undefined ? undefined : oracle.oracle.recall(asked)),
  };
}

function verdictOf(answer: ImageAnswer | undefined): AttestationVerdict {
  if (answer?.state !== 'known') throw new Error(`nothing is known: ${answer?.reason}`);
  return answer.value as AttestationVerdict;
}

describe('what was attested', () => {
  test('is remembered until it could be another', async () => {
    const { reference } = await put();
    const { oracle, ask, recall } = watch(wanting([{ maxAge: 10 * 60_000 }]));
    const { verified, goodUntil = 0 } = verdictOf(await ask(reference));
    expect(verified).toBe(true);
    expect(goodUntil).toBeGreaterThan(world.clock.getTime());
    expect(verdictOf(recall())).toMatchObject({ verified: true });
    oracle.later = goodUntil - world.clock.getTime() - 1;
    expect(verdictOf(recall())).toMatchObject({ verified: true });
    oracle.later += 1;
    expect(recall()).toBeUndefined();
    expect(verdictOf(await ask(reference))).toMatchObject({ verified: false });
  });

  test('is judged anew after its time without being read again', async () => {
    const { reference } = await put();
    const { oracle, ask } = watch();
    await ask(reference);
    oracle.later = 20 * 60_000;
    expect(verdictOf(await ask(reference))).toMatchObject({ verified: true });
    expect(oracle.jobs).toHaveLength(1);
    expect(oracle.results).toEqual(['attestations found', 'attestations found']);
  });

  test('is looked for again soon where it is not as wanted', async () => {
    const { reference, repository, descriptor } = await put(LOG4J_SBOM);
    const { oracle, ask, recall } = watch();
    expect(verdictOf(await ask(reference)).verified).toBe(false);
    expect(recall()).toBeUndefined();
    expect(oracle.results).toEqual(['attestations refused']);
    await attest(world, repository, descriptor, CLEAN_SBOM, {
      ...BY_RELEASE,
      at: new Date(world.clock.getTime() + 5_000),
    });
    oracle.later = 20_000;
    expect(verdictOf(await ask(reference)).verified).toBe(true);
  });
});

describe('while the registry is down', () => {
  const outage = async (requirement: AttestationsRequirement, later: number) => {
    const { reference } = await put();
    const { oracle, ask } = watch(requirement);
    await ask(reference);
    scene.registry.misbehave(status(503));
    oracle.later = later;
    scene.skipped = later;
    return ask(reference);
  };

  test('nothing counts that is not known', async () => {
    expect(await outage(wanting(), 20 * 60_000)).toMatchObject({ state: 'unavailable' });
  });

  test('what was attested counts on where the policy says so', async () => {
    const answer = await outage(wanting([{}], { degrade: 'cached-only' }), 20 * 60_000);
    expect(answer).toMatchObject({ state: 'known', stale: true, value: { verified: true } });
  });

  test('but never past the moment at which it could be another', async () => {
    const limited = wanting([{ maxAge: 10 * 60_000 }], { degrade: 'cached-only' });
    expect(await outage(limited, 20 * 60_000)).toMatchObject({ state: 'unavailable' });
  });
});

describe('in a thread', () => {
  let threads: ReturnType<typeof verificationThreads>;
  beforeEach(() => {
    threads = verificationThreads();
  });
  afterEach(() => threads.close());

  const verify: OracleSetting['verify'] = (job, lane) => threads.verify(job, lane);

  test('a document of megabytes is read, and what comes back is what it is refused for', async () => {
    const last = [
      { name: 'log4j-core', version: '2.14.1', purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1' },
    ];
    const { reference } = await put(sbomClaim('cyclonedx', largeSbom('cyclonedx', 5_000, { last })));
    const { ask, oracle } = watch(wanting(), { verify });
    const verdict = verdictOf(await ask(reference));
    expect(messagesOf(verdict).join()).toContain('log4j-core 2.14.1');
    expect(JSON.stringify(verdict).length).toBeLessThan(10_000);
    expect(oracle.jobs[0]?.candidates[0]?.bytes.byteLength).toBe(0);
  });

  test('one that is too large to be read is refused with the reason', async () => {
    const { reference } = await put(sbomClaim('cyclonedx', largeSbom('cyclonedx', 40_000)));
    const verdict = verdictOf(await watch(wanting(), { verify }).ask(reference));
    expect(verdict.verified).toBe(false);
    expect(verdict.skipped.join()).toContain('larger than 32 MiB');
  });
});

test('two who ask for the same wait for one look-up', async () => {
  const { reference } = await put();
  const { oracle, ask } = watch();
  const answers = await Promise.all([ask(reference), ask(reference)]);
  expect(answers.map((answer) => verdictOf(answer).verified)).toEqual([true, true]);
  expect(oracle.jobs).toHaveLength(1);
});
