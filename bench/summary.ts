import type { SliceResult } from './load.ts';
import { quantile } from './statistics.ts';

/** What the undisturbed slices of one server say. Disturbances only ever add time: hence quartiles, not means. */
export interface Summary {
  /** CPU per request in microseconds: the 25th percentile of the slices, the least and the median. */
  readonly cpu: number;
  readonly leastCpu: number;
  readonly medianCpu: number;
  /** Requests per second of the slices that saturated the server: the 75th percentile, the most and the median. */
  readonly rate: number;
  readonly mostRate: number;
  readonly medianRate: number;
  /** Medians of the slices' 99th percentiles, in microseconds. */
  readonly p99: number;
  readonly lag: number;
  readonly doubts: readonly string[];
  /** Doubts about the rates alone. */
  readonly rateDoubts: readonly string[];
}

/** @param fewest slices below which a summary says nothing */
export function summarise(results: readonly SliceResult[], server: string, fewest: number): Summary {
  const undisturbed = results.filter((slice) => slice.server === server && slice.undisturbed);
  const saturated = undisturbed.filter((slice) => slice.saturated);
  const at = (share: number, field: 'cpuPerRequest' | 'p99' | 'lag') => {
    const values = undisturbed.map((slice) => slice[field]);
    return quantile(values, share);
  };
  const rates = saturated.map(({ requestsPerSecond }) => requestsPerSecond);
  return {
    cpu: at(0.25, 'cpuPerRequest'),
    leastCpu: at(0, 'cpuPerRequest'),
    medianCpu: at(0.5, 'cpuPerRequest'),
    rate: quantile(rates, 0.75),
    mostRate: quantile(rates, 1),
    medianRate: quantile(rates, 0.5),
    p99: at(0.5, 'p99'),
    lag: at(0.5, 'lag'),
    doubts: undisturbed.length < fewest ? [`${undisturbed.length} undisturbed slices of ${server}, not ${fewest}`] : [],
    rateDoubts: saturated.length < fewest ? [`${saturated.length} saturated slices of ${server}, not ${fewest}`] : [],
  };
}
