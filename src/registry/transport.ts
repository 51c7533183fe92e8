import type { Dispatcher } from 'undici';
import { type BodyCap, discardBody, readBody } from './body.ts';
import { Breaker } from './breaker.ts';
import { abandoned, Deadline } from './deadline.ts';
import type { Dispatchers, RegistryLimits } from './dispatcher.ts';
import type { Reach } from './endpoint.ts';
import { RegistryError } from './source.ts';
import { transportError } from './transport-error.ts';

/** One request to one host. */
export interface Request {
  readonly url: URL;
  readonly reach: Reach;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bound of the body of an answer with status 200; other bodies are not looked at. */
  readonly cap: BodyCap;
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  /** Empty unless the status is 200. */
  readonly body: Buffer;
}

/** What a connection error says of the host: it is not well. What we refuse in an answer says nothing of the kind. */
const HOST_FAILURES: readonly string[] = ['unreachable', 'protocol'];

/** Sends requests, each once: bounded in time and bytes, and only to hosts that are known to answer. */
export class Transport {
  readonly #dispatchers: Dispatchers;
  readonly #breaker: Breaker;
  readonly #limits: RegistryLimits;
  readonly #now: () => number;

  constructor(options: { dispatchers: Dispatchers; limits: RegistryLimits; now: () => number }) {
    this.#dispatchers = options.dispatchers;
    this.#limits = options.limits;
    this.#now = options.now;
    this.#breaker = new Breaker(options.now);
  }

  /** @throws RegistryError */
  async send(request: Request, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) throw abandoned(request.url.host, signal);
    const { dispatcher, name } = this.#dispatchers.routeTo(request.reach);
    const passage = await this.#breaker.enter(request.url.host, signal);
    const begun = this.#now();
    const deadline = new Deadline(signal, this.#limits.total);
    try {
      const answer = await exchange(dispatcher, request, name, deadline.signal);
      if (answer.status >= 500) passage.failed();
      else passage.succeeded();
      return answer;
    } catch (thrown) {
      // A caller without patience says nothing of the host; one that gave it the time to connect does.
      const wasPatient = this.#now() - begun >= this.#limits.connect;
      const error = this.#explain(thrown, name, signal, deadline);
      if (error.code === 'deadline' ? deadline.isOver || wasPatient : HOST_FAILURES.includes(error.code))
        passage.failed();
      else if (error.code === 'deadline' || error.code === 'blocked') passage.undecided();
      else passage.succeeded();
      throw error;
    } finally {
      deadline.end();
    }
  }

  close(): Promise<void> {
    return this.#dispatchers.close();
  }

  #explain(error: unknown, name: string, signal: AbortSignal, deadline: Deadline): RegistryError {
    if (error instanceof RegistryError) return error;
    if (signal.aborted) return abandoned(name, signal);
    if (!deadline.isOver) return transportError(error, name);
    return new RegistryError('deadline', `${name} did not complete its answer within ${this.#limits.total / 1_000} s`);
  }
}

async function exchange(
  dispatcher: Dispatcher,
  { url, reach, method, headers, body, cap }: Request,
  name: string,
  signal: AbortSignal,
): Promise<Answer> {
  const response = await dispatcher.request({
    origin: reach.origin.origin,
    path: `${url.pathname}${url.search}`,
    method,
    headers: { 'user-agent': 'tidewaiter', 'accept-encoding': 'identity', ...headers },
    signal,
    ...(body === undefined ? {} : { body }),
  });
  const answer = { status: response.statusCode, headers: response.headers };
  if (response.statusCode === 200) return { ...answer, body: await readBody(response, cap, name) };
  discardBody(response.body);
  return { ...answer, body: Buffer.alloc(0) };
}
