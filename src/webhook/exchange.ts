import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NamespaceLabels, World } from '../assess.ts';
import type { ImageOracle } from '../model/image-evidence.ts';
import type { Capacity } from './capacity.ts';
import type { Timed } from './deadlines.ts';
import type { Endpoint, OperationLabel } from './review-metrics.ts';
import type { Route } from './route.ts';

export interface ExchangeParts {
  readonly capacity: Capacity;
  readonly namespaceLabels: NamespaceLabels;
  readonly today: () => string;
  readonly honoursAnnotations: boolean;
  readonly images: ImageOracle;
}

/**
 * One review request: from its headers until it was answered or its client left, whichever is first. It is
 * also the world of its assessment, because the signal ends with it.
 */
export class Exchange implements Timed, World {
  readonly namespaceLabels: NamespaceLabels;
  readonly today: () => string;
  readonly honoursAnnotations: boolean;
  readonly images: ImageOracle;
  readonly endpoint: Endpoint;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** How long the review may take, in milliseconds. */
  readonly budget: number;
  /** Milliseconds on the monotonic clock. */
  readonly deadline: number;
  /** Known once the review was read. */
  operation: OperationLabel = 'UNKNOWN';
  /** What to do where the deadline passed and nobody answered. */
  onLate: (() => void) | undefined;
  readonly #startedAt = performance.now();
  readonly #capacity: Capacity;
  #entered = false;
  #held = 0;
  #heldLarge = 0;
  #over = false;
  #abort: AbortController | undefined;

  constructor({ endpoint, budget }: Route, request: IncomingMessage, response: ServerResponse, parts: ExchangeParts) {
    this.endpoint = endpoint;
    this.request = request;
    this.response = response;
    this.budget = budget;
    this.deadline = this.#startedAt + budget;
    this.#capacity = parts.capacity;
    this.namespaceLabels = parts.namespaceLabels;
    this.today = parts.today;
    this.honoursAnnotations = parts.honoursAnnotations;
    this.images = parts.images;
  }

  /** Takes a place among the reviews under way, until `finish`. False where there is none. */
  enter(): boolean {
    this.#entered = this.#capacity.enter();
    return this.#entered;
  }

  /** Takes memory for more bytes of a usual body, until `finish`. False where there is none. */
  hold(bytes: number): boolean {
    if (!this.#capacity.hold(bytes)) return false;
    this.#held += bytes;
    return true;
  }

  /** Takes memory for a whole large body, until `finish`. False where its turn did not come in time. */
  async holdLarge(bytes: number): Promise<boolean> {
    const { large } = this.#capacity;
    // Half of the time is left for another attempt of the API server.
    if (!(await large.enter(bytes, this.budget / 2, this.signal))) return false;
    if (this.#over) large.leave(bytes);
    else this.#heldLarge = bytes;
    return !this.#over;
  }

  /** Milliseconds since the headers arrived. */
  get elapsed(): number {
    return performance.now() - this.#startedAt;
  }

  get expired(): boolean {
    return performance.now() >= this.deadline;
  }

  /** Aborts at the deadline and when the exchange is over. Made on first use: most decisions wait for nothing. */
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#over) this.#abort.abort();
    }
    return this.#abort.signal;
  }

  /** What waits for the signal answers first; `onLate` is for what does not heed it. */
  expire(): void {
    this.#abort?.abort();
    setImmediate(() => {
      if (!this.#over) this.onLate?.();
    });
  }

  /**
   * Gives everything back, the review as well: the connection keeps this exchange until its next request.
   * False where the exchange was over already.
   */
  finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.onLate = undefined;
    if (this.#entered) this.#capacity.leave(this.#held);
    if (this.#heldLarge > 0) this.#capacity.large.leave(this.#heldLarge);
    this.#abort?.abort();
    return true;
  }
}
