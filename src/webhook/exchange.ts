import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Capacity } from './capacity.ts';
import type { Timed } from './deadlines.ts';
import type { Endpoint } from './metrics.ts';
import type { Route } from './route.ts';

/** One review request from its headers until it was answered or its client left. */
export class Exchange implements Timed {
  readonly endpoint: Endpoint;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Milliseconds on the monotonic clock. */
  readonly deadline: number;
  /** What to do where the deadline passes first. */
  onExpire: () => void = () => {};
  readonly #startedAt = performance.now();
  #capacity: Capacity | undefined;
  #held = 0;
  #over = false;
  #abort: AbortController | undefined;

  constructor({ endpoint, budget }: Route, request: IncomingMessage, response: ServerResponse) {
    this.endpoint = endpoint;
    this.request = request;
    this.response = response;
    this.deadline = this.#startedAt + budget;
  }
}
