import { BoundedMap } from '../registry/bounded-map.ts';

interface Entry<Value> {
  readonly value: Value;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  readonly weight: number;
}

/** Remembers values for a time, and the least recently used no longer once all of them weigh too much. */
export class ExpiringCache<Value> {
  readonly #entries: BoundedMap<Entry<Value>>;
  readonly #weigh: (value: Value) => number;
  readonly #now: () => number;

  /** Without `weigh`, each value weighs 1. */
  constructor(maxWeight: number, now: () => number, weigh: (value: Value) => number = () => 1) {
    this.#entries = new BoundedMap(maxWeight, { weigh: ({ weight }) => weight });
    this.#now = now;
    this.#weigh = weigh;
  }

  /** @param ttl milliseconds */
  set(key: string, value: Value, ttl: number): void {
    this.#entries.set(key, { value, expires: this.#now() + ttl, weight: this.#weigh(value) });
  }

  /** A value whose time is not over. */
  get(key: string): Value | undefined {
    return this.getStale(key, 0);
  }

  /** A value whose time is over for at most so many milliseconds. */
  getStale(key: string, grace: number): Value | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expires + grace > this.#now() ? entry.value : undefined;
  }
}
