import { setTimeout as pause } from 'node:timers/promises';
import { verificationThreads } from '../src/cli/verification-threads.ts';
import type { PolicySet } from '../src/model/policy.ts';
import { imagePolicies, imageWorld, judge, loopDelay, pod, timeDecisions } from './image-decisions.ts';

export interface ImagePlan {
  readonly identity: { readonly san: string; readonly issuer: string };
  readonly trustRoot: string;
  readonly host: string;
  /** A registry that answers in waves, so that round trips can be counted. */
  readonly slowHost: string;
  /** `repository@digest`. */
  readonly images: readonly string[];
  readonly slowImages: readonly string[];
  readonly perPod: number;
  readonly rounds: number;
  readonly milliseconds: number;
}

export interface ImageMeasures {
  /** Nanoseconds for a decision without a policy for images, by round. */
  readonly none: readonly number[];
  readonly noneAgain: readonly number[];
  /** The same with two images that are known. */
  readonly two: readonly number[];
  /** 99th percentiles of the delay of the event loop, in nanoseconds. */
  readonly idleDelays: readonly number[];
  readonly busyDelays: readonly number[];
  /** How often the one new image was verified. */
  readonly verifications: number;
}

const CONCURRENT = 50;
const DELAY_ROUNDS = 3;
/** Milliseconds for which the idle event loop is watched. */
const IDLE = 1_000;

process.on('message', async (plan: ImagePlan) => {
  process.send?.(await new Probe(plan).measure());
});

class Probe {
  readonly #plan: ImagePlan;
  readonly #threads = verificationThreads();
  #verifications = 0;

  constructor(plan: ImagePlan) {
    this.#plan = plan;
  }

  async measure(): Promise<ImageMeasures> {
    const { images, slowImages, perPod, slowHost } = this.#plan;
    const policySet = this.#policies();
    const world = imageWorld([this.#plan.host, slowHost], this.#plan.trustRoot, (job) => {
      this.#verifications += 1;
      return this.#threads.verify(job);
    });
    const [slow = ''] = slowImages;
    await judge(pod([`${slowHost}/${slow.replace(/@.*/, ':v1')}`]), policySet, world);
    const [first = '', second = '', ...others] = images.map((image) => `${this.#plan.host}/${image}`);
    this.#verifications = 0;
    await Promise.all(Array.from({ length: CONCURRENT }, () => judge(pod([first]), policySet, world)));
    const verifications = this.#verifications;
    const idleDelays = await delays(async () => pause(IDLE));
    const pods = chunks(others, perPod);
    const share = Math.ceil(pods.length / DELAY_ROUNDS);
    let next = 0;
    const busyDelays = await delays(async () => {
      for (const some of pods.slice(next, next + share)) await judge(pod(some), policySet, world);
      next += share;
    });
    const known = [first, second];
    await judge(pod(known), policySet, world);
    const { known: two, ...none } = await timeDecisions(known, policySet, world, this.#plan);
    return { ...none, two, idleDelays, busyDelays, verifications };
  }

  #policies(): PolicySet {
    const { identity, trustRoot, host, slowHost } = this.#plan;
    return imagePolicies(
      trustRoot,
      `apiVersion: tidewaiter.dev/v1alpha1
kind: ImagePolicy
metadata: { name: bench }
spec:
  images: ["${host}/**", "${slowHost}/**"]
  require:
    digest: ignore
    signatures:
      - name: release
        keyless: { issuer: "${identity.issuer}", subject: "${identity.san}" }
        trustRoots: [bench]
`,
    );
  }
}

/** 99th percentiles of some rounds. */
async function delays(work: () => Promise<void>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let round = 0; round < DELAY_ROUNDS; round++) found.push((await loopDelay(work)).p99);
  return found;
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.floor(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
