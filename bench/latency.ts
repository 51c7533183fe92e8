import type { Bench } from './bench.ts';
import { doubtsAboutYardstick, type Figure } from './figure.ts';
import { measure, type SliceResult, type Slices } from './load.ts';
import type { Options } from './options.ts';
import { median } from './statistics.ts';
import { summarise } from './summary.ts';

/** Share of the floor's saturation at which latency is measured: at saturation it would be a queue's length. */
const RATE = 0.5;

/** The 99th percentile of one slice differs by this much from that of the next. */
const TOLERANCE = 0.3;

const CALIBRATION = { bodies: 'pod', rounds: 3, fewest: 1, seconds: 0.5 } as const;

/** P3: the 99th percentile of the time from when a request was due to its answer, at a fixed rate. */
export async function measureLatency(
  bench: Bench,
  options: Options,
): Promise<{ readonly figures: readonly Figure[]; readonly measured: Slices }> {
  const figures: Figure[] = [];
  const measured: Record<string, readonly SliceResult[]> = {};
  for (const connections of [1, ...options.connections]) {
    const { figure, slices } = await measureAt(bench, connections, options);
    figures.push(figure);
    measured[connections] = slices;
  }
  return { figures, measured };
}

async function measureAt(bench: Bench, connections: number, { fewRounds, secondsPerSlice }: Options) {
  const { floor, again, product } = await bench.contestants();
  const calibration = await measure(bench, [floor], { ...CALIBRATION, connections });
  const rate = RATE * median(calibration.map(({ requestsPerSecond }) => requestsPerSecond));
  const fewest = fewRounds - 1;
  const plan = { connections, bodies: 'pod', rounds: fewRounds, fewest, seconds: secondsPerSlice, rate } as const;
  const slices = await measure(bench, [floor, again, product], plan);
  const of = (name: string) => summarise(slices, name, fewest);
  const [base, double, own] = [of(floor.name), of(again.name), of(product.name)];
  const ratio = own.p99 / base.p99;
  const late = [base, own].some(({ p99, lag }) => lag > p99 / 5) ? ['the client itself was late'] : [];
  const doubts = [...base.doubts, ...own.doubts, ...late];
  const figure = {
    goal: 'P3',
    name: `p99 at ${rate.toFixed(0)} requests/s, ${connections} connections`,
    shown: `${(own.p99 / 1_000).toFixed(2)} ms, ${ratio.toFixed(2)} x floor`,
  };
  const judged: Figure =
    connections === 1
      ? { ...figure, value: own.p99 / 1_000, gate: { atMost: 5 }, doubts }
      : {
          ...figure,
          value: ratio,
          gate: { atMost: 1.5 },
          stretch: { atMost: 1.2 },
          doubts: [...doubts, ...doubtsAboutYardstick(base.p99, double.p99, TOLERANCE)],
        };
  return { figure: judged, slices };
}
