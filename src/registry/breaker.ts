import { BoundedMap } from './bounded-map.ts';
import { RegistryError } from './source.ts';

const FAILURES_TO_OPEN = 5;
const OPEN_MS = 10_000;
const MAX_HOSTS = 1_000;

interface Record {
  /** Failures in a row. */
  failures: number;
  /** Nobody asks before this time, in milliseconds since the epoch. */
  openUntil: number;
  /** Someone is finding out whether the host is back. */
  isOnTrial: boolean;
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
 * one request tries whether it is back. Other hosts are not affected.
 */
export class Breaker {
  readonly #records = new BoundedMap<Record>(MAX_HOSTS);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws RegistryError `unreachable` while the host is left alone */
  enter(host: string): Passage {
    const record = this.#records.get(host);
    const isOpen = record !== undefined && record.failures >= FAILURES_TO_OPEN;
    if (isOpen && (record.isOnTrial || this.#now() < record.openUntil)) {
      throw new RegistryError(
        'unreachable',
        `${host} did not answer ${FAILURES_TO_OPEN} times in a row and is not asked again for ${OPEN_MS / 1_000} s`,
      );
    }
    if (isOpen) record.isOnTrial = true;
    return {
      succeeded: () => this.#records.delete(host),
      failed: () => this.#failed(host),
      undecided: () => {
        if (isOpen) record.isOnTrial = false;
      },
    };
  }

  #failed(host: string): void {
    const failures = (this.#records.get(host)?.failures ?? 0) + 1;
    this.#records.set(host, { failures, openUntil: this.#now() + OPEN_MS, isOnTrial: false });
  }
}
