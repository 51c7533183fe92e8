import type { Dispatcher } from 'undici';
import { type BodyCap, discardBody, readBody } from './body.ts';
import { abandoned, Deadline } from './deadline.ts';
import type { Dispatchers, RegistryLimits } from './dispatcher.ts';
import type { Reach } from './endpoint.ts';
import { Health, type Outcome } from './health.ts';
import { RegistryError, type RepositoryName } from './source.ts';
import { isUnconnected, transportError } from './transport-error.ts';

/** One request to one host. */
export interface Request {
  readonly url: URL;
  readonly reach: Reach;
  /** What is asked for, by the registry that was asked first, whoever it leads to. */
  readonly about: RepositoryName;
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

/** Sends requests, each once: bounded in time and bytes, and only to hosts that are known to answer. */
export class Transport {
  readonly #dispatchers: Dispatchers;
  readonly #health: Health;
  readonly #limits: RegistryLimits;
  readonly #now: () => number;

  constructor(options: { dispatchers: Dispatchers; limits: RegistryLimits; now: () => number }) {
    this.#dispatchers = options.dispatchers;
    this.#limits = options.limits;
    this.#now = options.now;
    this.#health = new Health(options.now);
  }

  /** @throws RegistryError */
  async send(request: Request, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) throw abandoned(request.url.host, signal);
    const { slots, name } = this.#dispatchers.routeTo(request.reach);
    return slots.run(() => this.#sendNow(request, signal), name, signal);
  }

  async #sendNow(request: Request, signal: AbortSignal): Promise<Answer> {
    const settle = await this.#health.enter(request.url.host, request.about, signal);
    const begun = this.#now();
    const deadline = new Deadline(signal, this.#limits.total);
    let name = request.url.host;
    try {
      // Asked for anew: the route that there was before the wait may have been closed.
      const route = this.#dispatchers.routeTo(request.reach);
      name = route.name;
      const answer = await exchange(route.dispatcher, request, name, deadline.signal);
      settle(answer.status >= 500 ? 'troubled' : 'answered');
      return answer;
    } catch (thrown) {
      const error = this.#explain(thrown, name, signal, deadline);
      // A caller without patience says nothing of the host; one that gave it the time to connect does.
      const wasPatient = deadline.isOver || this.#now() - begun >= this.#limits.connect;
      settle(outcomeOf(error, wasPatient));
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

/** What we refuse in an answer is an answer all the same. */
function outcomeOf(error: RegistryError, wasPatient: boolean): Outcome {
  if (error.code === 'deadline') return wasPatient ? 'slow' : 'unknown';
  if (error.code === 'blocked') return 'unknown';
  if (error.code === 'unreachable') return isUnconnected(error) ? 'unconnected' : 'troubled';
  return error.code === 'protocol' ? 'troubled' : 'answered';
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
