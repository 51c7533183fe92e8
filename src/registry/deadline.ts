import { RegistryError } from './source.ts';

/** The caller's signal and a limit of our own, as one signal. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #stop: () => void;
  #isOver = false;

  /** @param limit milliseconds from now */
  constructor(caller: AbortSignal, limit: number) {
    this.#caller = caller;
    this.#stop = () => this.#controller.abort(caller.reason);
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      this.#controller.abort();
    }, limit);
    if (caller.aborted) this.#stop();
    else caller.addEventListener('abort', this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Our own limit has ended it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** To be called when the work has ended, so that neither timer nor listener stays. */
  end(): void {
    clearTimeout(this.#timer);
    this.#caller.removeEventListener('abort', this.#stop);
  }
}

/** The error of work that the caller's signal ended; the signal's reason is its cause. */
export function abandoned(host: string, signal: AbortSignal): RegistryError {
  return new RegistryError('deadline', `${host} did not answer in the time that there was`, { cause: signal.reason });
}

/**
 * Waits for a promise, but no longer than until the signal aborts.
 * @throws RegistryError `deadline`
 */
export async function orAbandon<Value>(promise: Promise<Value>, host: string, signal: AbortSignal): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(abandoned(host, signal));
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
