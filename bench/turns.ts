import { once } from 'node:events';
import { startNode } from './processes.ts';
import { inRound, median, quantile } from './statistics.ts';

/** Milliseconds of each round by what was started. */
export type Times = Readonly<Record<string, readonly number[]>>;

/** How the medians of two sets of times compare, and as a person reads it. */
export function compared(times: readonly number[], base: readonly number[], name: string) {
  const value = median(times) / median(base);
  const least = quantile(times, 0) / quantile(base, 0);
  const shown = `${value.toFixed(2)} x ${name} (${median(times).toFixed(0)} to ${median(base).toFixed(0)} ms; of the least ${least.toFixed(2)})`;
  return { value, shown };
}

/** Times every candidate once in each round, after one run of each that does not count. */
export async function interleave<Name extends string>(
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
export async function timeRun(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  flags?: readonly string[],
): Promise<number> {
  const start = performance.now();
  const [code] = await once(startNode('server', args, env, flags), 'exit');
  const elapsed = performance.now() - start;
  if (code !== 0) throw new Error(`node ${args.join(' ')}: exit code ${code}`);
  return elapsed;
}
