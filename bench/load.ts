import { type Bench, sampleOf } from './bench.ts';
import type { BodySet } from './bodies.ts';
import type { Load } from './client.ts';
import { ask, type Schedule, schedule } from './processes.ts';
import type { Server } from './servers.ts';
import { inRound } from './statistics.ts';
import { type Summary, summarise } from './summary.ts';

/** One stretch of load on one server. */
export interface SliceResult extends Load {
  readonly server: string;
  readonly round: number;
  /** CPU time of the server, all its threads, in microseconds per request. */
  readonly cpuPerRequest: number;
  readonly requestsPerSecond: number;
  /** CPU time of the server as a share of the slice; its threads together may pass 1 where it is not pinned. */
  readonly busy: number;
  /** Share of its time for which the server waited for a CPU. Undefined: the system does not tell. */
  readonly waitShare: number | undefined;
  /** False where somebody else had the server's CPU: the slice says nothing about the server. */
  readonly undisturbed: boolean;
  /** Whether the server had as much to do as it could: otherwise its rate is that of the client. */
  readonly saturated: boolean;
  readonly loopDelay: { readonly p99: number; readonly max: number };
}

export interface LoadPlan {
  readonly connections: number;
  readonly bodies: BodySet;
  readonly rounds: number;
  /** Undisturbed slices that each server should have. */
  readonly fewest: number;
  readonly seconds: number;
  /** Requests per second in an open loop; absent: as many as the server takes. */
  readonly rate?: number;
}

/** All slices by what was measured with them. */
export type Slices = Readonly<Record<string, readonly SliceResult[]>>;

const MOST_WAITING = 0.3;
const LEAST_BUSY = 0.85;

const WARM_UPS = 2;

/**
 * Loads the servers in turn, one slice each per round, in an order that is reversed every other round.
 * Slices that were disturbed are made up for by further rounds, at most half as many again.
 */
export async function measure(
  bench: Bench,
  servers: readonly Server[],
  plan: LoadPlan,
): Promise<readonly SliceResult[]> {
  await bench.connect(servers, plan.connections);
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) {
    for (const server of servers) await slice(bench, server, plan, warmUp);
  }
  const results: SliceResult[] = [];
  const isEnough = () => servers.every(({ name }) => isDecisive(summarise(results, name, plan.fewest), plan));
  for (let round = 0; round < plan.rounds || (round < 1.5 * plan.rounds && !isEnough()); round++) {
    for (const server of inRound(round, servers)) results.push(await slice(bench, server, plan, round));
  }
  return results;
}

function isDecisive({ doubts, rateDoubts }: Summary, { rate }: LoadPlan): boolean {
  return doubts.length === 0 && (rate !== undefined || rateDoubts.length === 0);
}

async function slice(bench: Bench, server: Server, plan: LoadPlan, round: number): Promise<SliceResult> {
  const { bodies, seconds, rate } = plan;
  const before = await sampleOf(server);
  const scheduled = schedule(server.child);
  const load = await ask<Load>(bench.client, {
    do: 'load',
    server: server.name,
    judges: server.kind === 'product',
    bodies,
    seconds,
    rate,
  });
  const waited = waitShare(scheduled, schedule(server.child));
  const after = await sampleOf(server);
  const cpu = after.cpu - before.cpu;
  const busy = cpu / (load.seconds * 1e6);
  return {
    ...load,
    server: server.name,
    round,
    cpuPerRequest: cpu / load.answers,
    requestsPerSecond: load.answers / load.seconds,
    busy,
    waitShare: waited,
    undisturbed: (waited ?? 0) <= MOST_WAITING,
    saturated: busy >= LEAST_BUSY,
    loopDelay: after.loopDelay,
  };
}

function waitShare(before: Schedule | undefined, after: Schedule | undefined): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  const waited = after.waited - before.waited;
  return waited / (waited + after.ran - before.ran);
}
