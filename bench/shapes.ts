import type { Bench } from './bench.ts';
import { BODY_SETS, type BodySet } from './bodies.ts';
import type { Figure } from './figure.ts';
import { measure, type SliceResult, type Slices } from './load.ts';
import type { Options } from './options.ts';
import { summarise } from './summary.ts';

const CONNECTIONS = 8;

/** CPU per request for every other kind of body. Nothing is asked of these: they show where the cost lies. */
export async function measureShapes(
  bench: Bench,
  { fewRounds, secondsPerSlice }: Options,
): Promise<{ readonly figures: readonly Figure[]; readonly measured: Slices }> {
  const { floor, product } = await bench.contestants();
  const figures: Figure[] = [];
  const measured: Record<string, readonly SliceResult[]> = {};
  const fewest = fewRounds - 1;
  for (const bodies of Object.keys(BODY_SETS) as BodySet[]) {
    if (bodies === 'pod') continue;
    const plan = { connections: CONNECTIONS, bodies, rounds: fewRounds, fewest, seconds: secondsPerSlice / 2 };
    const slices = await measure(bench, [floor, product], plan);
    const [base, own] = [summarise(slices, floor.name, fewest), summarise(slices, product.name, fewest)];
    const value = own.cpu / base.cpu;
    figures.push({
      goal: '',
      name: `CPU per request, body ${bodies}`,
      value,
      shown: `${value.toFixed(2)} x floor (${own.cpu.toFixed(0)} to ${base.cpu.toFixed(0)} us)`,
      doubts: [...base.doubts, ...own.doubts],
    });
    measured[bodies] = slices;
  }
  return { figures, measured };
}
