import type { Bench } from './bench.ts';
import { doubtsAboutYardstick, type Figure, TOLERANCE } from './figure.ts';
import { measure, type SliceResult, type Slices } from './load.ts';
import type { Options } from './options.ts';
import { type Summary, summarise } from './summary.ts';

/** With fewer undisturbed slices a quartile says too little. */
const FEWEST_SLICES = 8;

/** P1 and P2: requests per second and CPU per request, as ratios to the floor. */
export async function measureThroughput(
  bench: Bench,
  { connections, rounds, secondsPerSlice: seconds }: Options,
): Promise<{ readonly figures: readonly Figure[]; readonly measured: Slices }> {
  const { floor, again, product } = await bench.contestants();
  const figures: Figure[] = [];
  const measured: Record<string, readonly SliceResult[]> = {};
  for (const count of connections) {
    const plan = { connections: count, bodies: 'pod', rounds, fewest: FEWEST_SLICES, seconds } as const;
    const slices = await measure(bench, [floor, again, product], plan);
    const of = (name: string) => summarise(slices, name, FEWEST_SLICES);
    figures.push(...compare(of(floor.name), of(again.name), of(product.name), `${count} connections`));
    measured[count] = slices;
  }
  return { figures, measured };
}

function compare(floor: Summary, again: Summary, product: Summary, where: string): readonly Figure[] {
  const servers = [floor, again, product];
  const ratio = (field: keyof Omit<Summary, 'doubts' | 'rateDoubts'>) => product[field] / floor[field];
  const [rate, cpu] = [ratio('rate'), ratio('cpu')];
  return [
    {
      goal: 'P1',
      name: `requests/s, ${where}`,
      value: rate,
      shown: `${figures(rate, product.rate, floor.rate)}; most ${ratio('mostRate').toFixed(2)}, median ${ratio('medianRate').toFixed(2)}`,
      gate: { atLeast: 0.7 },
      stretch: { atLeast: 0.9 },
      doubts: [
        ...servers.flatMap(({ rateDoubts }) => rateDoubts),
        ...doubtsAboutYardstick(floor.rate, again.rate, TOLERANCE),
      ],
    },
    {
      goal: 'P2',
      name: `CPU per request, ${where}`,
      value: cpu,
      shown: `${figures(cpu, product.cpu, floor.cpu)}; least ${ratio('leastCpu').toFixed(2)}, median ${ratio('medianCpu').toFixed(2)}`,
      gate: { atMost: 1.35 },
      stretch: { atMost: 1.15 },
      doubts: [...servers.flatMap(({ doubts }) => doubts), ...doubtsAboutYardstick(floor.cpu, again.cpu, TOLERANCE)],
    },
  ];
}

function figures(ratio: number, own: number, floor: number): string {
  return `${ratio.toFixed(2)} x floor (${own.toFixed(0)} to ${floor.toFixed(0)})`;
}
