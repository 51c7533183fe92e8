import { BoundedMap } from './bounded-map.ts';
import { orAbandon } from './deadline.ts';
import { RegistryError } from './source.ts';

const FAILURES_TO_OPEN = 5;
const OPEN_MS = 10_000;
/** How long others wait for a trial. A host that is back answers sooner. */
const TRIAL_MS = 2_000;
const MAX_HOSTS = 1_000;

interface Record {
  /** Failures in a row. */
  failures: number;
  /** Nobody asks before this time, in milliseconds since the epoch. */
  openUntil: number;
  /** Someone is finding out whether the host is back. */
  trial: Trial | undefined;
}

/** One request to a host that did not answer before. */
class Trial {
  /** Settles when it is known how it went, or that it takes long. */
  readonly news: Promise<void>;
  readonly end: () => void;
  isLong = false;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.news = promise;
    const timer = setTimeout(() => {
      this.isLong = true;
      resolve();
    }, TRIAL_MS).unref();
    this.end = () => {
      clearTimeout(timer);
      resolve();
    };
  }
}

/** Leave to ask a host. Exactly one of its methods is to be called once it is known how that went. */
export interface Passage {
  /** The host answered, with whatever. */
  succeeded(): void;
  failed(): void;
  /** We gave up before it could answer. */
  undecided(): void;
}

/**
 * Keeps from asking hosts that do not answer: after five failures in a row a host is left alone for ten seconds, then
 * one request tries whether it is back, and those that come meanwhile wait a little for what it finds: one image takes
 * several requests at once. Other hosts are not affected.
 */
export class Breaker {
  readonly #records = new BoundedMap<Record>(MAX_HOSTS);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws RegistryError `unreachable` while the host is left alone, `deadline` when `signal` aborts */
  async enter(host: string, signal: AbortSignal): Promise<Passage> {
    for (;;) {
      const record = this.#records.get(host);
      if (record === undefined || record.failures < FAILURES_TO_OPEN) return this.#passage(host);
      const { trial, openUntil } = record;
      if (this.#now() < openUntil || trial?.isLong === true) throw leftAlone(host);
      if (trial === undefined) return this.#tryOut(host, record);
      await orAbandon(trial.news, host, signal);
    }
  }

  #tryOut(host: string, record: Record): Passage {
    const trial = new Trial();
    record.trial = trial;
    const { succeeded, failed } = this.#passage(host);
    const after = (act: () => void) => () => {
      act();
      trial.end();
    };
    return {
      succeeded: after(succeeded),
      failed: after(failed),
      undecided: after(() => {
        record.trial = undefined;
      }),
    };
  }

  #passage(host: string): Passage {
    return {
      succeeded: () => this.#records.delete(host),
      failed: () => {
        const failures = (this.#records.get(host)?.failures ?? 0) + 1;
        this.#records.set(host, { failures, openUntil: this.#now() + OPEN_MS, trial: undefined });
      },
      undecided: () => {},
    };
  }
}

function leftAlone(host: string): RegistryError {
  return new RegistryError(
    'unreachable',
    `${host} did not answer ${FAILURES_TO_OPEN} times in a row and is not asked again for ${OPEN_MS / 1_000} s`,
  );
}
