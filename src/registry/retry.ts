import { setTimeout as sleep } from 'node:timers/promises';
import { abandoned } from './deadline.ts';
import { headerOf } from './header.ts';
import { RegistryError } from './source.ts';
import type { Answer } from './transport.ts';
import { ConnectionLost } from './transport-error.ts';

/** For one request of a caller, however many hosts its redirects lead to. */
const RETRIES = 2;
const FIRST_WAIT_MS = 100;
/** Whoever asks us to wait longer is taken at its word: we do not ask again. */
const MAX_WAIT_MS = 2_000;
const SECONDS = /^\d{1,15}$/;

/** What retries need from outside. */
export interface RetryClock {
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Repeats a request that may be repeated: after status 429 and 5xx, and where the connection broke off. */
export class Retries {
  readonly #clock: RetryClock;
  #left: number;
  #used = 0;

  /** @param most how often a request is repeated at most; 0 for one that may have effects */
  constructor(clock: RetryClock, most = RETRIES) {
    this.#clock = clock;
    this.#left = most;
  }

  /** @throws RegistryError `throttled` for 429, `unreachable` for 5xx, once it is not repeated any more */
  async run(send: () => Promise<Answer>, host: string, signal: AbortSignal): Promise<Answer> {
    for (;;) {
      const outcome = await send().catch((error: unknown) => {
        if (error instanceof ConnectionLost) return error;
        throw error;
      });
      if (!(outcome instanceof ConnectionLost) && outcome.status !== 429 && outcome.status < 500) return outcome;
      const wait = outcome instanceof ConnectionLost ? this.#backoff() : this.#waitAfter(outcome);
      if (this.#left === 0 || wait > MAX_WAIT_MS) throw finalError(outcome, host);
      this.#left--;
      this.#used++;
      await sleep(wait, undefined, { signal }).catch(() => {
        throw abandoned(host, signal);
      });
    }
  }

  /** Milliseconds; doubled each time, and spread so that many who wait do not come back at once. */
  #backoff(): number {
    return FIRST_WAIT_MS * 2 ** this.#used * (0.5 + this.#clock.random());
  }

  /** `Retry-After` (RFC 9110, 10.2.3) in seconds or as a date; what is neither counts as absent. */
  #waitAfter(answer: Answer): number {
    const text = headerOf(answer, 'retry-after') ?? '';
    const told = SECONDS.test(text) ? Number(text) * 1_000 : Date.parse(text) - this.#clock.now();
    return Number.isNaN(told) ? this.#backoff() : Math.max(told, this.#backoff());
  }
}

function finalError(outcome: Answer | ConnectionLost, host: string): RegistryError {
  if (outcome instanceof ConnectionLost) return outcome;
  if (outcome.status === 429) {
    return new RegistryError('throttled', `${host} answers no more requests for now (status 429)`);
  }
  return new RegistryError('unreachable', `${host} is out of order (status ${outcome.status})`);
}
