import { monitorEventLoopDelay } from 'node:perf_hooks';
import { assess, type World } from '../src/assess.ts';
import { ImageConnections } from '../src/cli/image-connections.ts';
import { LOCAL_RESOURCES } from '../src/cli/policy-resources.ts';
import { type OracleOptions, RegistryOracle } from '../src/evidence/oracle.ts';
import { TrustStore } from '../src/evidence/trust-store.ts';
import type { PolicySet } from '../src/model/policy.ts';
import type { Subjects } from '../src/model/subject.ts';
import { parseWorkloads } from '../src/parse/workload.ts';
import { loadPolicies } from '../src/policy/load.ts';
import { WORKLOAD_RULES } from '../src/rules/index.ts';
import { inRound } from './statistics.ts';

const WARM_UP = 20;
const BATCH = 64;

/** A world whose images lie in registries of the benchmark. `verify` is told of each job. */
export function imageWorld(hosts: readonly string[], trustRoot: string, verify: OracleOptions['verify']): World {
  const connections = new ImageConnections({ environment: {} });
  connections.use(hosts.map((host) => ({ host, insecure: true, allowPrivate: true, mirrors: [], tokenHosts: [] })));
  const images = new RegistryOracle({
    connect: (puller, secrets) => connections.connect(puller, secrets),
    verify,
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

/** The policy of a text, with `trustRoot` as the trust root `bench`. */
export function imagePolicies(trustRoot: string, policy: string): PolicySet {
  const text = `apiVersion: tidewaiter.dev/v1alpha1
kind: TrustRoot
metadata: { name: bench }
spec: { json: ${trustRoot} }
---
${policy}`;
  const files = [{ file: 'bench.yaml', text }];
  return loadPolicies(files, WORKLOAD_RULES, { resources: LOCAL_RESOURCES });
}

/** A pod with a container for each image. */
export function pod(images: readonly string[]): Subjects {
  const containers = images.map((image, index) => ({ name: `c${index}`, image }));
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod', namespace: 'shop' }, spec: { containers } };
  const workloads = parseWorkloads(object, { kind: 'Pod', name: 'pod', namespace: 'shop' });
  if (workloads === undefined) throw new Error('no workload');
  return [{ operation: 'CREATE', workload: workloads[0] }];
}

/** @throws Error where the pod is denied */
export async function judge(subjects: Subjects, policySet: PolicySet, world: World): Promise<void> {
  const { allowed, findings, failures } = await assess(subjects, policySet, world);
  if (allowed) return;
  const [finding] = findings;
  throw new Error(`denied: ${finding?.message ?? failures[0]?.message} ${finding?.details?.join('; ')}`);
}

/** Nanoseconds for a decision over known images, by round: without a policy, without it again, and with it. */
export interface DecisionTimes {
  readonly none: readonly number[];
  readonly noneAgain: readonly number[];
  readonly known: readonly number[];
}

/** Times decisions over images of which everything is known. */
export async function timeDecisions(
  known: readonly string[],
  policySet: PolicySet,
  world: World,
  { rounds, milliseconds }: { readonly rounds: number; readonly milliseconds: number },
): Promise<DecisionTimes> {
  const without = { ...policySet, policies: [] };
  const times = { none: [] as number[], noneAgain: [] as number[], known: [] as number[] };
  const candidates = [
    ['none', without],
    ['noneAgain', without],
    ['known', policySet],
  ] as const;
  for (const [, set] of candidates) await time(known, set, world, WARM_UP * milliseconds);
  for (let round = 0; round < rounds; round++) {
    for (const [name, set] of inRound(round, candidates)) {
      times[name].push(await time(known, set, world, milliseconds));
    }
  }
  return times;
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

/** How late the event loop was while something was done, in nanoseconds. */
export interface LoopDelay {
  readonly p99: number;
  readonly max: number;
}

/** Watches the event loop while work is done. */
export async function loopDelay(work: () => Promise<void>): Promise<LoopDelay> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  histogram.disable();
  return { p99: histogram.percentile(99), max: histogram.max };
}
