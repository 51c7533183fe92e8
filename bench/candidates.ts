import { inRound } from './statistics.ts';

/** An operation, and the inputs for its next turns: made outside the time that is taken. */
export interface Candidate<Input = unknown> {
  prepare(): readonly Input[];
  run(input: Input): unknown;
}

/** Nanoseconds per operation: one value for each round, by the name of the candidate. */
export type Timings = Readonly<Record<string, readonly number[]>>;

export interface TimingPlan {
  readonly rounds: number;
  /** How long each candidate runs in each round. */
  readonly milliseconds: number;
}

/**
 * How much longer than a round a candidate runs before: what serves for days has been compiled long ago, and the time
 * that compiling takes is counted too.
 */
const WARM_UP = 30;

/** Times all candidates, which take turns in each round. */
export function timed(all: ReadonlyMap<string, Candidate>, { rounds, milliseconds }: TimingPlan): Timings {
  const times = new Map([...all.keys()].map((name) => [name, [] as number[]]));
  for (const candidate of all.values()) time(candidate, WARM_UP * milliseconds);
  for (let round = 0; round < rounds; round++) {
    for (const [name, candidate] of inRound(round, [...all])) times.get(name)?.push(time(candidate, milliseconds));
  }
  return Object.fromEntries(times);
}

/** Nanoseconds per operation, as CPU time of this process: neighbours on the same CPU do not count. */
function time({ prepare, run }: Candidate, milliseconds: number): number {
  let turns = 0;
  let spent = 0;
  while (spent < 1_000 * milliseconds) {
    const inputs = prepare();
    const start = process.cpuUsage();
    for (const input of inputs) run(input);
    const { user, system } = process.cpuUsage(start);
    spent += user + system;
    turns += inputs.length;
  }
  return (spent * 1_000) / turns;
}
