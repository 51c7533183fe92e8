import { Counter, Histogram, type Registry } from 'prom-client';
import { ADMISSION_OPERATIONS } from '../model/admission.ts';

export const ENDPOINTS = ['validate', 'mutate'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

/** `UNKNOWN`: the request was refused before its operation was read. */
const OPERATIONS = [...ADMISSION_OPERATIONS, 'UNKNOWN'] as const;
export type OperationLabel = (typeof OPERATIONS)[number];

/** The four kinds of answer; `left` counts clients that did not wait for one. */
const OUTCOMES = ['allowed', 'denied', 'out-of-scope', 'malformed', 'failed', 'left'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Around the expected 0.1 to 1 ms of a policy decision, and up to the longest deadline. */
const SECONDS = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.25, 1, 2.5, 5, 10, 30];

/** Durations that wait at most for a scrape. */
const MAX_PENDING = 1_024;

interface Labels {
  readonly endpoint: Endpoint;
  readonly operation: OperationLabel;
  readonly outcome: Outcome;
}

/** One series of the counter, with what it has not been told yet. */
interface Series {
  readonly labels: Labels;
  pending: number;
}

/**
 * What reviews came to and how long they took. A review only bumps one number and appends another: the metrics
 * are told when they are scraped, because finding a series by its labels each time costs more than some checks.
 */
export class ReviewMetrics {
  readonly #series: readonly Series[];
  readonly #byLabels: ReadonlyMap<Endpoint, ReadonlyMap<OperationLabel, ReadonlyMap<Outcome, Series>>>;
  readonly #durations: Readonly<Record<Endpoint, number[]>> = { validate: [], mutate: [] };
  readonly #histogram: Histogram<'endpoint'>;

  constructor(registry: Registry) {
    const registers = [registry];
    const byLabels = ENDPOINTS.map((endpoint) => [endpoint, seriesOf(endpoint)] as const);
    this.#byLabels = new Map(byLabels);
    this.#series = byLabels.flatMap(([, byOperation]) => [...byOperation.values()].flatMap((map) => [...map.values()]));
    const counter = new Counter({
      name: 'tidewaiter_reviews_total',
      help: 'Reviews by what they came to.',
      labelNames: ['endpoint', 'operation', 'outcome'],
      registers,
      collect: () => {
        for (const series of this.#series) {
          counter.inc({ ...series.labels }, series.pending);
          series.pending = 0;
        }
      },
    });
    this.#histogram = new Histogram({
      name: 'tidewaiter_review_duration_seconds',
      help: 'From the headers of a request to its answer.',
      labelNames: ['endpoint'],
      buckets: SECONDS,
      registers,
      collect: () => {
        for (const endpoint of ENDPOINTS) this.#tellDurations(endpoint);
      },
    });
    for (const endpoint of ENDPOINTS) this.#histogram.zero({ endpoint });
  }

  /** @param seconds since the headers arrived */
  count(endpoint: Endpoint, operation: OperationLabel, outcome: Outcome, seconds: number): void {
    const series = this.#byLabels.get(endpoint)?.get(operation)?.get(outcome);
    if (series !== undefined) series.pending++;
    const durations = this.#durations[endpoint];
    if (durations.push(seconds) === MAX_PENDING) this.#tellDurations(endpoint);
  }

  #tellDurations(endpoint: Endpoint): void {
    const labels = { endpoint };
    for (const seconds of this.#durations[endpoint]) this.#histogram.observe(labels, seconds);
    this.#durations[endpoint].length = 0;
  }
}

function seriesOf(endpoint: Endpoint): ReadonlyMap<OperationLabel, ReadonlyMap<Outcome, Series>> {
  return new Map(
    OPERATIONS.map((operation) => [
      operation,
      new Map(OUTCOMES.map((outcome) => [outcome, { labels: { endpoint, operation, outcome }, pending: 0 }])),
    ]),
  );
}
