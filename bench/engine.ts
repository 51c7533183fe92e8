import { join } from 'node:path';
import type { Bench } from './bench.ts';
import type { Timings } from './candidates.ts';
import { doubtsAboutYardstick, type Figure, TOLERANCE } from './figure.ts';
import { measure } from './load.ts';
import type { MicroPlan } from './micro.ts';
import type { Options } from './options.ts';
import { ask, startAnswering, stop } from './processes.ts';
import { POLICIES } from './servers.ts';
import { median, medianRatio } from './statistics.ts';
import { summarise } from './summary.ts';

/** Numbers of own rules: the cost of a further check is taken between the first and the last. */
const OWN_RULES = [26, 104, 260, 1_040] as const;

/** P4 and P5: the checks without any server, in a process of their own. */
export async function measureEngine(
  bench: Bench,
  options: Options,
): Promise<{ readonly figures: readonly Figure[]; readonly measured: Timings }> {
  const floorCpu = await measureFloorCpu(bench, options);
  const child = startAnswering('server', [join(import.meta.dirname, 'micro.ts')]);
  const { microRounds: rounds, microMilliseconds: milliseconds } = options;
  const plan: MicroPlan = { policies: POLICIES, ownRules: OWN_RULES, rounds, milliseconds };
  const measured = await ask<Timings>(child, plan);
  await stop(child);
  const of = (name: string) => measured[name] ?? [];
  const doubts = doubtsAboutYardstick(1, medianRatio(of('parse-again'), of('parse')), TOLERANCE);
  const against = (name: string, parse: string) => {
    const value = medianRatio(of(name), of(parse));
    const [time, base] = [of(name), of(parse)].map((values) => (median(values) / 1_000).toFixed(1));
    return { value, shown: `${value.toFixed(3)} x JSON.parse (${time} to ${base} us)` };
  };
  return {
    figures: [
      {
        goal: 'P4',
        name: '26 checks',
        ...against('checks', 'parse'),
        gate: { atMost: 0.15 },
        stretch: { atMost: 0.08 },
        doubts,
      },
      {
        goal: 'P16',
        name: 'the whole catalogue, Pod Security restricted included',
        ...against('every-rule', 'parse'),
        gate: { atMost: 0.35 },
        stretch: { atMost: 0.2 },
        doubts,
      },
      { goal: '', name: '26 checks, 64 pods of differing shape', ...against('checks-varied', 'parse-varied'), doubts },
      { goal: '', name: 'reading the workload, before any check', ...against('subject', 'parse'), doubts },
      furtherCheck(of, floorCpu, doubts),
    ],
    measured,
  };
}

/** CPU per request of the floor at 8 connections, in microseconds. */
async function measureFloorCpu(bench: Bench, { rounds, secondsPerSlice }: Options): Promise<number> {
  const { floor } = await bench.contestants();
  const plan = { connections: 8, bodies: 'pod', rounds, fewest: 1, seconds: secondsPerSlice / 2 } as const;
  return summarise(await measure(bench, [floor], plan), floor.name, 1).cpu;
}

function furtherCheck(of: (name: string) => readonly number[], floorCpu: number, doubts: readonly string[]): Figure {
  const [fewest, some, most, thousand] = OWN_RULES;
  const slope = (from: number, to: number) => {
    const differences = of(`own-${to}`).map((time, round) => time - (of(`own-${from}`)[round] ?? Number.NaN));
    return median(differences) / (to - from) / 1_000;
  };
  const [whole, first, last] = [slope(fewest, most), slope(fewest, some), slope(most, thousand)];
  const percent = (100 * whole) / floorCpu;
  return {
    goal: 'P5',
    name: 'a further check',
    value: percent,
    shown: `${percent.toFixed(3)} % of the floor's CPU (${whole.toFixed(3)} us; ${first.toFixed(3)} us up to ${some}, ${last.toFixed(3)} us from ${most} to ${thousand})`,
    gate: { atMost: 0.3 },
    stretch: { atMost: 0.2 },
    doubts,
  };
}
