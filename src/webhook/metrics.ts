import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Failure } from '../model/decision.ts';
import { ReviewMetrics } from './review-metrics.ts';

/** Why a request was sent away with a 503. */
const SHED_REASONS = ['concurrency', 'memory', 'draining', 'not-ready'] as const;
export type ShedReason = (typeof SHED_REASONS)[number];

/** What is read again while the webhook runs. */
const RELOADED = ['policies', 'certificate'] as const;
export type Reloaded = (typeof RELOADED)[number];

const FAILURE_CODES = [
  'deadline',
  'internal',
  'namespace-lookup',
  'patch',
  'rule',
] as const satisfies Failure['code'][];

/**
 * All metrics but those of loaded policies. Every label has a closed set of values, and every series
 * exists from the start, so that nothing a client sends can add one.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly reviews = new ReviewMetrics(this.registry);
  readonly droppedConnections = this.#counter('connections_dropped_total', 'Connections closed at the connection cap.');
  readonly failedHandshakes = this.#counter('tls_handshakes_failed_total', 'TLS handshakes that did not succeed.');
  readonly droppedLogLines = this.#counter('log_lines_dropped_total', 'Log lines lost because nobody read them.');
  readonly #failures = this.#counter('own_failures_total', 'Denials because we could not decide.', ['code']);
  readonly #shed = this.#counter('reviews_shed_total', 'Reviews sent away with a 503.', ['reason']);
  readonly #reloads = this.#counter('reloads_total', 'Attempts to load a file set again.', ['target', 'result']);
  readonly #lastSuccess = this.#gauge('reload_last_success_timestamp_seconds', 'When it last loaded.', ['target']);
  readonly #lastFailed = this.#gauge('reload_last_failed', '1 while what is served is older than the files.', [
    'target',
  ]);

  /** @param withProcess adds the metrics of the Node process */
  constructor(withProcess: boolean) {
    for (const code of FAILURE_CODES) this.#failures.inc({ code }, 0);
    for (const reason of SHED_REASONS) this.#shed.inc({ reason }, 0);
    for (const target of RELOADED) {
      for (const result of ['success', 'failure']) this.#reloads.inc({ target, result }, 0);
      this.#lastSuccess.set({ target }, 0);
      this.#lastFailed.set({ target }, 0);
    }
    if (withProcess) collectDefaultMetrics({ register: this.registry });
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
    const gauge: Gauge = new Gauge({
      name: `tidewaiter_${name}`,
      help,
      registers: [this.registry],
      collect: () => gauge.set(value()),
    });
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> {
    return new Counter({ name: `tidewaiter_${name}`, help, labelNames, registers: [this.registry] });
  }

  #gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Gauge<Label> {
    return new Gauge({ name: `tidewaiter_${name}`, help, labelNames, registers: [this.registry] });
  }
}
