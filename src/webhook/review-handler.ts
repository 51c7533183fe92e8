import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AdmissionRequest, ReviewError } from '../model/admission.ts';
import type { PolicySet } from '../model/policy.ts';
import { parseAdmissionReview } from '../parse/admission-review.ts';
import { JsonError, readJson } from '../parse/json-reader.ts';
import { checkHeaders, readBody } from './body.ts';
import type { Deadlines } from './deadlines.ts';
import { type Decided, decide, failedReview } from './decide.ts';
import { logDecision } from './decision-log.ts';
import type { Phase } from './drain.ts';
import { Exchange, type ExchangeParts } from './exchange.ts';
import { describeFault, reportFault } from './faults.ts';
import { USUAL_BODY } from './large-bodies.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Limits, Timings } from './options.ts';
import type { PolicyMetrics } from './policy-metrics.ts';
import { Refusal, refuse, Shed, sendJson } from './respond.ts';
import type { Outcome } from './review-metrics.ts';
import type { Route } from './route.ts';

/** What reviews need of the rest of the webhook. */
export interface ReviewParts extends ExchangeParts {
  /** The policies to judge by; undefined until some are loaded. */
  readonly policySet: () => PolicySet | undefined;
  readonly phase: () => Phase;
  readonly deadlines: Deadlines;
  readonly metrics: Metrics;
  readonly policyMetrics: PolicyMetrics;
  readonly log: Log;
  readonly limits: Limits;
  readonly timings: Timings;
}

/** A review that was read: from here on every answer is a review with its uid. */
interface Review {
  readonly request: AdmissionRequest;
  readonly policySet: PolicySet;
}

/** The hot path: reads a review, has it decided, answers. */
export class ReviewHandler {
  readonly #parts: ReviewParts;

  constructor(parts: ReviewParts) {
    this.#parts = parts;
  }

  /** Never throws, and leaves no rejection unhandled. */
  handle(route: Route, request: IncomingMessage, response: ServerResponse): void {
    const exchange = new Exchange(route, request, response, this.#parts);
    response.once('close', () => {
      if (this.#finish(exchange)) this.#count(exchange, 'left');
    });
    this.#review(exchange).catch((error: unknown) => this.#refuse(exchange, error));
  }

  async #review(exchange: Exchange): Promise<void> {
    checkHeaders(exchange.request);
    if (this.#parts.phase() === 'closing') throw new Shed('draining');
    if (this.#parts.policySet() === undefined) throw new Shed('not-ready');
    if (!exchange.enter()) throw new Shed('concurrency');
    const bounds = { max: this.#parts.limits.maxBody, largeBodyMs: this.#parts.timings.largeBody };
    const body = await readBody(exchange.request, bounds, exchange);
    const policySet = this.#parts.policySet();
    if (body === undefined || policySet === undefined) return;
    const request = parseReview(body, policySet);
    releaseLarge(body);
    exchange.operation = request.operation;
    await this.#decide(exchange, { request, policySet });
  }

  async #decide(exchange: Exchange, review: Review): Promise<void> {
    const { request, policySet } = review;
    const late = () => {
      const message = `no decision within ${Math.round(exchange.budget)} ms`;
      this.#answer(exchange, review, failedReview(request, { code: 'deadline', message }));
    };
    if (exchange.expired) return late();
    try {
      this.#parts.deadlines.add(exchange);
      exchange.onLate = late;
      this.#answer(exchange, review, await decide(exchange.endpoint, request, policySet, exchange));
    } catch (cause) {
      const message = 'an unexpected error in the webhook, see its log';
      this.#answer(exchange, review, failedReview(request, { code: 'internal', message, cause }));
    }
  }

  #answer(exchange: Exchange, review: Review, decided: Decided): void {
    const json = JSON.stringify(decided.answer);
    if (!this.#finish(exchange)) return;
    if (this.#parts.phase() !== 'serving') exchange.response.setHeader('Connection', 'close');
    sendJson(exchange.response, 200, json);
    try {
      this.#record(exchange, review, decided);
    } catch (error) {
      reportFault(this.#parts, error, 'a decision was sent but not recorded');
    }
  }

  #record(exchange: Exchange, { request, policySet }: Review, decided: Decided): void {
    const { outcome, workloads } = decided;
    const { findings, waived, failures, images } = decided.decision;
    this.#count(exchange, outcome);
    this.#parts.policyMetrics.count({ findings, waived });
    for (const { code, message, cause } of failures) {
      this.#parts.metrics.failure(code);
      this.#parts.log.logger.error(
        { uid: request.uid, code, ...(cause === undefined ? {} : describeFault(cause)) },
        message,
      );
    }
    logDecision(this.#parts.log, {
      endpoint: exchange.endpoint,
      request,
      workloads,
      findings,
      waived,
      images,
      allowed: decided.answer.response.allowed,
      outcome,
      policyVersion: policySet.version,
      milliseconds: exchange.elapsed,
    });
  }

  /** Answers where there is no review to answer: the request is at fault, or there is no room for it. */
  #refuse(exchange: Exchange, error: unknown): void {
    const { metrics, log, timings } = this.#parts;
    if (!this.#finish(exchange)) return;
    try {
      const refusal = refusalFor(error);
      refuse(exchange.request, exchange.response, refusal, timings.linger);
      if (refusal instanceof Shed) {
        metrics.shed(refusal.reason);
        return;
      }
      this.#count(exchange, refusal.status < 500 ? 'malformed' : 'failed');
      if (refusal.status === 500) reportFault(this.#parts, error, 'a request could not be read');
      else log.logger.info({ endpoint: exchange.endpoint, status: refusal.status }, 'request refused');
    } catch (cause) {
      reportFault(this.#parts, cause, 'a request could not be refused');
      exchange.response.destroy();
    }
  }

  #count(exchange: Exchange, outcome: Outcome): void {
    this.#parts.metrics.reviews.count(exchange.endpoint, exchange.operation, outcome, exchange.elapsed / 1_000);
  }

  #finish(exchange: Exchange): boolean {
    this.#parts.deadlines.remove(exchange);
    return exchange.finish();
  }
}

/**
 * Gives the memory of a large body back at once. It lies outside of the heap, where the collector is slow to
 * see it; whatever was read from it has been copied by now.
 */
function releaseLarge({ buffer, byteLength }: Buffer): void {
  if (byteLength > USUAL_BODY && buffer.byteLength === byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

function parseReview(body: Buffer, policySet: PolicySet): AdmissionRequest {
  return parseAdmissionReview(readJson(body, { skipManagedFields: !policySet.readsManagedFields }));
}

function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof JsonError) return new Refusal(400, error.message);
  if (error instanceof ReviewError) return new Refusal(error.status, error.message);
  return new Refusal(500, 'an unexpected error in the webhook, see its log');
}
