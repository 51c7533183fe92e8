import { BoundedMap } from './bounded-map.ts';
import { orAbandon } from './deadline.ts';
import { RegistryError } from './source.ts';

const FAILURES_TO_OPEN = 5;
const OPEN_MS = 10_000;
/** How long others wait for a trial. A host that is back answers sooner. */
const TRIAL_MS = 2_000;
const MAX_RECORDS = 10_000;

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
 * Keeps from asking where there is no answer: after five failures in a row under one key it is left alone for ten
 * seconds, then one request tries whether it is back, and those that come meanwhile wait a little for what it finds: one
 * image takes several requests at once. Other keys are not affected.
 */
export class Breaker {
  readonly #records = new BoundedMap<Record>(MAX_RECORDS);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * @param host for the messages of errors
   * @throws RegistryError `unreachable` while the host is left alone, `deadline` when `signal` aborts
   */
  async enter(key: string, host: string, signal: AbortSignal): Promise<Passage> {
    for (;;) {
      const record = this.#records.get(key);
      if (record === undefined || record.failures < FAILURES_TO_OPEN) return this.#passage(key);
      const { trial, openUntil } = record;
      if (this.#now() < openUntil || trial?.isLong === true) throw leftAlone(host);
      if (trial === undefined) return this.#tryOut(key, record);
      await orAbandon(trial.news, host, signal);
    }
  }

  #tryOut(key: string, record: Record): Passage {
    const trial = new Trial();
    record.trial = trial;
    const { succeeded, failed } = this.#passage(key);
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

  #passage(key: string): Passage {
    return {
      succeeded: () => this.#records.delete(key),
      failed: () => {
        const failures = (this.#records.get(key)?.failures ?? 0) + 1;
        this.#records.set(key, { failures, openUntil: this.#now() + OPEN_MS, trial: undefined });
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
