import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { assess, type World } from '../src/assess.ts';
import { ImageConnections } from '../src/cli/image-connections.ts';
import { policyResources } from '../src/cli/policy-resources.ts';
import { verificationThreads } from '../src/cli/verification-threads.ts';
import { RegistryOracle } from '../src/evidence/oracle.ts';
import { TrustStore } from '../src/evidence/trust-store.ts';
import type { PolicySet } from '../src/model/policy.ts';
import type { Subjects } from '../src/model/subject.ts';
import { parseWorkloads } from '../src/parse/workload.ts';
import { loadPolicies } from '../src/policy/load.ts';
import { WORKLOAD_RULES } from '../src/rules/index.ts';
import { inRound } from './statistics.ts';

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

const WARM_UP = 20;
const CONCURRENT = 50;
const DELAY_ROUNDS = 3;
const BATCH = 64;
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
    const policySet = await this.#policies();
    const world = this.#world();
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
    return { ...(await this.#decisions(known, policySet, world)), idleDelays, busyDelays, verifications };
  }

  async #decisions(known: readonly string[], policySet: PolicySet, world: World) {
    const without = { ...policySet, policies: [] };
    const { rounds, milliseconds } = this.#plan;
    const times = { none: [] as number[], noneAgain: [] as number[], two: [] as number[] };
    const candidates = [
      ['none', without],
      ['noneAgain', without],
      ['two', policySet],
    ] as const;
    for (const [, set] of candidates) await time(known, set, world, WARM_UP * milliseconds);
    for (let round = 0; round < rounds; round++) {
      for (const [name, set] of inRound(round, candidates)) {
        times[name].push(await time(known, set, world, milliseconds));
      }
    }
    return times;
  }

  #world(): World {
    const { host, slowHost, trustRoot } = this.#plan;
    const connections = new ImageConnections({ environment: {} });
    connections.use(
      [host, slowHost].map((each) => ({
        host: each,
        insecure: true,
        allowPrivate: true,
        mirrors: [],
        tokenHosts: [],
      })),
    );
    const images = new RegistryOracle({
      connect: (puller, secrets) => connections.connect(puller, secrets),
      verify: (job) => {
        this.#verifications += 1;
        return this.#threads.verify(job);
      },
      trust: new TrustStore(new Map([['bench', trustRoot]])),
      now: Date.now,
      hooks: { observe: () => {}, fault: (error) => console.error(error) },
    });
    return {
      namespaceLabels: async () => new Map(),
      signal: new AbortController().signal,
      today: () => '2026-11-20',
      honoursAnnotations: false,
      images,
    };
  }

  async #policies(): Promise<PolicySet> {
    const { identity, trustRoot, host, slowHost } = this.#plan;
    const text = `apiVersion: tidewaiter.dev/v1alpha1
kind: TrustRoot
metadata: { name: bench }
spec: { json: ${trustRoot} }
---
apiVersion: tidewaiter.dev/v1alpha1
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
`;
    const files = [{ file: 'bench.yaml', text }];
    return loadPolicies(files, WORKLOAD_RULES, { resources: await policyResources(files) });
  }
}

function pod(images: readonly string[]): Subjects {
  const containers = images.map((image, index) => ({ name: `c${index}`, image }));
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod', namespace: 'shop' }, spec: { containers } };
  const workloads = parseWorkloads(object, { kind: 'Pod', name: 'pod', namespace: 'shop' });
  if (workloads === undefined) throw new Error('no workload');
  return [{ operation: 'CREATE', workload: workloads[0] }];
}

async function judge(subjects: Subjects, policySet: PolicySet, world: World): Promise<void> {
  const { allowed, findings, failures } = await assess(subjects, policySet, world);
  if (allowed) return;
  const [finding] = findings;
  throw new Error(`denied: ${finding?.message ?? failures[0]?.message} ${finding?.details?.join('; ')}`);
}

/** CPU time of this process for one decision, in nanoseconds; subjects are made outside of what is timed. */
async function time(images: readonly string[], set: PolicySet, world: World, milliseconds: number): Promise<number> {
  let turns = 0;
  let spent = 0;
  while (spent < 1_000 * milliseconds) {
    const subjects = Array.from({ length: BATCH }, () => pod(images));
    const start = process.cpuUsage();
    for (const each of subjects) await assess(each, set, world);
    const { user, system } = process.cpuUsage(start);
    spent += user + system;
    turns += BATCH;
  }
  return (spent * 1_000) / turns;
}

async function delays(work: () => Promise<void>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let round = 0; round < DELAY_ROUNDS; round++) {
    const histogram = monitorEventLoopDelay({ resolution: 1 });
    histogram.enable();
    await work();
    histogram.disable();
    found.push(histogram.percentile(99));
  }
  return found;
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.floor(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
