import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, sampleOf } from './bench.ts';
import type { Figure } from './figure.ts';
import { measure } from './load.ts';
import type { Options } from './options.ts';

const SETTLE_MS = 2_000;
const MEGABYTE = 1e6;
const CONNECTIONS = 64;

/** P12: resident memory two seconds after the start, and after load over 64 connections. */
export async function measureMemory(
  bench: Bench,
  { fewRounds: rounds, secondsPerSlice: seconds }: Options,
): Promise<{ readonly figures: readonly Figure[] }> {
  const floor = await bench.startServer('floor-memory', 'floor');
  const product = await bench.startServer('product-memory', 'product');
  await sleep(SETTLE_MS);
  const [bare, idle] = [(await sampleOf(floor)).rss, (await sampleOf(product)).rss];
  await measure(bench, [product], { connections: CONNECTIONS, bodies: 'pod', rounds, fewest: 1, seconds });
  const loaded = (await sampleOf(product)).rss;
  const figures = [
    {
      goal: 'P12',
      name: 'resident memory, idle',
      value: idle / bare,
      shown: `${(idle / bare).toFixed(2)} x floor (${megabytes(idle)} to ${megabytes(bare)} MB)`,
      gate: { atMost: 1.35 },
      stretch: { atMost: 1.15 },
      doubts: [],
    },
    {
      goal: 'P12',
      name: `resident memory, after ${CONNECTIONS} connections`,
      value: loaded / MEGABYTE,
      shown: `${megabytes(loaded)} MB`,
      gate: { atMost: 140 },
      stretch: { atMost: 120 },
      doubts: [],
    },
  ];
  return { figures };
}

function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(0);
}
