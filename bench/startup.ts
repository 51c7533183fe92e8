import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { doubtsAboutYardstick, type Figure, TOLERANCE } from './figure.ts';
import type { Options } from './options.ts';
import { startNode } from './processes.ts';
import { PRODUCT, timeStart } from './servers.ts';
import { inRound, median, quantile } from './statistics.ts';
import type { Workspace } from './workspace.ts';

/** The shipped policies that the chart installs without more. */
const SHIPPED_POLICIES = ['pod-hygiene', 'supply-chain-basics']
  .map((name) => join(import.meta.dirname, '../policies', name))
  .join(',');

/** P10 and P11: how long the server takes to its first answer, and the command line to judge one small file. */
export async function measureStarts(
  { workspace }: Bench,
  { startRounds }: Options,
): Promise<{ readonly figures: readonly Figure[]; readonly measured: readonly Times[] }> {
  const parts = [await measureReview(workspace, startRounds), await measureServe(workspace, startRounds)];
  return { figures: parts.map(({ figure }) => figure), measured: parts.map(({ times }) => times) };
}

/** Milliseconds of each round by what was started. */
type Times = Readonly<Record<string, readonly number[]>>;

interface Measured {
  readonly figure: Figure;
  readonly times: Times;
}

async function measureReview({ manifest, cache }: Workspace, rounds: number): Promise<Measured> {
  const env = { ...process.env, XDG_CACHE_HOME: cache };
  const empty = () => timeRun(['-e', '0'], env);
  const review = () => timeRun([PRODUCT, 'review', '--policies', SHIPPED_POLICIES, manifest], env);
  const times = await interleave(rounds, { empty, again: empty, review });
  const figure = {
    goal: 'P11',
    name: 'review of one small file',
    ...compared(times.review, times.empty, 'node -e 0'),
    gate: { atMost: 2.5 },
    stretch: { atMost: 1.5 },
    doubts: doubtsAboutYardstick(median(times.empty), median(times.again), TOLERANCE),
  };
  return { figure, times };
}

async function measureServe(workspace: Workspace, rounds: number): Promise<Measured> {
  const env = { ...process.env, XDG_CACHE_HOME: workspace.cache };
  const floor = () => timeStart('floor', workspace, env);
  const product = () => timeStart('product', workspace, env);
  await product();
  const times = await interleave(rounds, { floor, again: floor, product });
  const figure = {
    goal: 'P10',
    name: 'start to first TLS answer',
    ...compared(times.product, times.floor, 'bare https'),
    gate: { atMost: 2 },
    stretch: { atMost: 1.7 },
    doubts: [
      ...(existsSync(join(workspace.cache, 'tidewaiter')) ? [] : ['nothing was kept in the compile cache']),
      ...doubtsAboutYardstick(median(times.floor), median(times.again), TOLERANCE),
    ],
  };
  return { figure, times };
}

function compared(times: readonly number[], base: readonly number[], name: string) {
  const value = median(times) / median(base);
  const least = quantile(times, 0) / quantile(base, 0);
  const shown = `${value.toFixed(2)} x ${name} (${median(times).toFixed(0)} to ${median(base).toFixed(0)} ms; of the least ${least.toFixed(2)})`;
  return { value, shown };
}

/** Times every candidate once in each round, after one run of each that does not count. */
async function interleave<Name extends string>(
  rounds: number,
  candidates: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Readonly<Record<Name, number[]>>> {
  const names = Object.keys(candidates) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (const name of names) await candidates[name]();
  for (let round = 0; round < rounds; round++) {
    for (const name of inRound(round, names)) times[name].push(await candidates[name]());
  }
  return times;
}

/** Milliseconds from the start of a Node.js process to its end, which must be a success. */
async function timeRun(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const start = performance.now();
  const [code] = await once(startNode('server', args, env), 'exit');
  const elapsed = performance.now() - start;
  if (code !== 0) throw new Error(`node ${args.join(' ')}: exit code ${code}`);
  return elapsed;
}
