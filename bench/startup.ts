import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { doubtsAboutYardstick, type Figure, TOLERANCE } from './figure.ts';
import type { Options } from './options.ts';
import { PRODUCT, timeStart } from './servers.ts';
import { median } from './statistics.ts';
import { compared, interleave, type Times, timeRun } from './turns.ts';
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
