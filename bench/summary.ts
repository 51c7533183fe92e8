import type { SliceResult } from './load.ts';
import { quantile } from './statistics.ts';

/** What the undisturbed slices of one server say. Disturbances only ever add time: hence quartiles, not means. */
export interface Summary {
  /** CPU per request in microseconds: the 25th percentile of the slices, the least and the median. */
  readonly cpu: number;
  readonly leastCpu: number;
  readonly medianCpu: number;
  /** Requests per second: the 75th percentile, the most and the median. */
  readonly rate: number;
  readonly mostRate: number;
  readonly medianRate: number;
  /** Medians of the slices' 99th percentiles, in microseconds. */
  readonly p99: number;
  readonly lag: number;
  readonly doubts: readonly string[];
}

/** @param fewest undisturbed slices below which a summary says nothing */
export function summarise(results: readonly SliceResult[], server: string, fewest: number): Summary {
  const slices = results.filter((result) => result.server === server && result.clean);
  const at = (share: number, field: 'cpuPerRequest' | 'requestsPerSecond' | 'p99' | 'lag') => {
    const values = slices.map((slice) => slice[field]);
    return quantile(values, share);
  };
  return {
    cpu: at(0.25, 'cpuPerRequest'),
    leastCpu: at(0, 'cpuPerRequest'),
    medianCpu: at(0.5, 'cpuPerRequest'),
    rate: at(0.75, 'requestsPerSecond'),
    mostRate: at(1, 'requestsPerSecond'),
    medianRate: at(0.5, 'requestsPerSecond'),
    p99: at(0.5, 'p99'),
    lag: at(0.5, 'lag'),
    doubts: slices.length < fewest ? [`${slices.length} undisturbed slices of ${server}, not ${fewest}`] : [],
  };
}
