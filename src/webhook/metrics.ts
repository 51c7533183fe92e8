import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ADMISSION_OPERATIONS, type AdmissionOperation } from '../model/admission.ts';
import type { Failure } from '../model/decision.ts';

export const ENDPOINTS = ['validate', 'mutate'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

/** The four kinds of answer; `left` counts clients that did not wait for one. */
export const OUTCOMES = ['allowed', 'denied', 'malformed', 'failed', 'left'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why a request was sent away with a 503. */
export const SHED_REASONS = ['concurrency', 'memory', 'draining', 'not-ready'] as const;
export type ShedReason = (typeof SHED_REASONS)[number];

/** What is read again while the webhook runs. */
export const RELOADED = ['policies', 'certificate'] as const;
export type Reloaded = (typeof RELOADED)[number];

const FAILURE_CODES = [
  'deadline',
  'internal',
  'namespace-lookup',
  'patch',
  'rule',
] as const satisfies Failure['code'][];

/** Around the expected 0.1 to 1 ms of a policy decision, and up to the longest deadline. */
const SECONDS = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.25, 1, 2.5, 5, 10, 30];

/** `UNKNOWN`: the request was refused before its operation was read. */
export type OperationLabel = AdmissionOperation | 'UNKNOWN';

/**
 * All metrics but those of loaded policies. Every label has a closed set of values, and every series
 * exists from the start, so that nothing a client sends can add one.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly droppedConnections = this.#counter('connections_dropped_total', 'Connections closed at the connection cap.');
  readonly failedHandshakes = this.#counter('tls_handshakes_failed_total', 'TLS handshakes that did not succeed.');
  readonly droppedLogLines = this.#counter('log_lines_dropped_total', 'Log lines lost because nobody read them.');
  readonly #reviews = this.#counter('reviews_total', 'Reviews by what they came to.', [
    'endpoint',
    'operation',
    'outcome',
  ]);
  readonly #failures = this.#counter('own_failures_total', 'Denials because we could not decide.', ['code']);
  readonly #shed = this.#counter('reviews_shed_total', 'Reviews sent away with a 503.', ['reason']);
  readonly #reloads = this.#counter('reloads_total', 'Attempts to load a file set again.', ['target', 'result']);
  readonly #lastSuccess = this.#gauge('reload_last_success_timestamp_seconds', 'When it last loaded.', ['target']);
  readonly #lastFailed = this.#gauge('reload_last_failed', '1 while what is served is older than the files.', [
    'target',
  ]);
  readonly #durations = new Histogram({
    name: 'tidewaiter_review_duration_seconds',
    help: 'From the headers of a request to its answer.',
    labelNames: ['endpoint'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly #reviewSeries: ReadonlyMap<string, Counter.Internal>;
  readonly #durationSeries: Readonly<Record<Endpoint, Histogram.Internal<'endpoint'>>>;

  /** @param withProcess adds the metrics of the Node process */
  constructor(withProcess: boolean) {
    const operations: readonly OperationLabel[] = [...ADMISSION_OPERATIONS, 'UNKNOWN'];
    this.#reviewSeries = new Map(
      ENDPOINTS.flatMap((endpoint) =>
        operations.flatMap((operation) =>
          OUTCOMES.map((outcome) => {
            this.#reviews.inc({ endpoint, operation, outcome }, 0);
            return [endpoint + operation + outcome, this.#reviews.labels({ endpoint, operation, outcome })] as const;
          }),
        ),
      ),
    );
    for (const endpoint of ENDPOINTS) this.#durations.zero({ endpoint });
    this.#durationSeries = {
      validate: this.#durations.labels({ endpoint: 'validate' }),
      mutate: this.#durations.labels({ endpoint: 'mutate' }),
    };
    for (const code of FAILURE_CODES) this.#failures.inc({ code }, 0);
    for (const reason of SHED_REASONS) this.#shed.inc({ reason }, 0);
    for (const target of RELOADED) {
      for (const result of ['success', 'failure']) this.#reloads.inc({ target, result }, 0);
      this.#lastSuccess.set({ target }, 0);
      this.#lastFailed.set({ target }, 0);
    }
    if (withProcess) collectDefaultMetrics({ register: this.registry });
  }

  /** @param seconds since the headers arrived */
  review(endpoint: Endpoint, operation: OperationLabel, outcome: Outcome, seconds: number): void {
    this.#reviewSeries.get(endpoint + operation + outcome)?.inc();
    this.#durationSeries[endpoint].observe(seconds);
  }

  failure(code: Failure['code']): void {
    this.#failures.inc({ code });
  }

  shed(reason: ShedReason): void {
    this.#shed.inc({ reason });
  }

  reloaded(target: Reloaded, succeeded: boolean): void {
    this.#reloads.inc({ target, result: succeeded ? 'success' : 'failure' });
    this.#lastFailed.set({ target }, succeeded ? 0 : 1);
    if (succeeded) this.#lastSuccess.setToCurrentTime({ target });
  }

  /** A gauge that is asked for its value at each scrape. */
  observe(name: string, help: string, value: () => number): void {
    const gauge = this.#gauge(name, help);
    Object.assign(gauge, { collect: () => gauge.set(value()) });
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> {
    return new Counter({ name: `tidewaiter_${name}`, help, labelNames, registers: [this.registry] });
  }

  #gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Gauge<Label> {
    return new Gauge({ name: `tidewaiter_${name}`, help, labelNames, registers: [this.registry] });
  }
}
