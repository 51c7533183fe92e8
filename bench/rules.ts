import type { Bench } from './bench.ts';
import type { Figure } from './figure.ts';
import { measure, type Slices } from './load.ts';
import type { Options } from './options.ts';
import { summarise } from './summary.ts';

const CONNECTIONS = 8;

/** P17: CPU per request where a thousand rules judge each pod. */
export async function measureManyRules(
  bench: Bench,
  { fewRounds, secondsPerSlice }: Options,
): Promise<{ readonly figures: readonly Figure[]; readonly measured: Slices }> {
  const { floor } = await bench.contestants();
  const many = await bench.startServer('product, 1,000 rules', 'product', bench.workspace.manyRules);
  const fewest = fewRounds - 1;
  const plan = {
    connections: CONNECTIONS,
    bodies: 'pod',
    rounds: fewRounds,
    fewest,
    seconds: secondsPerSlice,
  } as const;
  const slices = await measure(bench, [floor, many], plan);
  const [base, own] = [summarise(slices, floor.name, fewest), summarise(slices, many.name, fewest)];
  const value = own.cpu / base.cpu;
  const figure: Figure = {
    goal: 'P17',
    name: 'CPU per request, 1,000 own rules over containers',
    value,
    shown: `${value.toFixed(2)} x floor (${own.cpu.toFixed(0)} to ${base.cpu.toFixed(0)} us)`,
    gate: { atMost: 4 },
    stretch: { atMost: 3 },
    doubts: [...base.doubts, ...own.doubts],
  };
  return { figures: [figure], measured: { [many.name]: slices } };
}
