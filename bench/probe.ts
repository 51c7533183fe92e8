import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a process says of itself. */
export interface Sample {
  /** CPU time of all its threads since it started, in microseconds. */
  readonly cpu: number;
  /** Resident set size in bytes. */
  readonly rss: number;
  /** Event loop delay since the last sample, in milliseconds. */
  readonly loopDelay: { readonly p99: number; readonly max: number };
}

/** Rare enough to cost nothing that can be measured. */
const RESOLUTION_MS = 20;

// Loaded with --import into the process that is measured, which so needs no code for the benchmark.
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const loopDelay = { p99: delay.percentile(99) / 1e6 - RESOLUTION_MS, max: delay.max / 1e6 - RESOLUTION_MS };
  const sample: Sample = { cpu: user + system, rss: process.memoryUsage.rss(), loopDelay };
  delay.reset();
  process.send?.(sample);
});
process.channel?.unref();
