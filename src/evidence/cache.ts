interface Entry<Value> {
  readonly value: Value;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  readonly weight: number;
}

/** Remembers values for a time, and the least recently used no longer once all of them weigh too much. */
export class ExpiringCache<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #maxWeight: number;
  readonly #weigh: (value: Value) => number;
  readonly #now: () => number;
  #weight = 0;

  /** Without `weigh`, each value weighs 1. */
  constructor(maxWeight: number, now: () => number, weigh: (value: Value) => number = () => 1) {
    this.#maxWeight = maxWeight;
    this.#now = now;
    this.#weigh = weigh;
  }

  /** @param ttl milliseconds */
  set(key: string, value: Value, ttl: number): void {
    this.#remove(key);
    const weight = this.#weigh(value);
    this.#entries.set(key, { value, expires: this.#now() + ttl, weight });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#maxWeight) return;
      this.#remove(oldest);
    }
  }

  /** A value whose time is not over. */
  get(key: string): Value | undefined {
    const entry = this.#entry(key);
    return entry !== undefined && entry.expires > this.#now() ? entry.value : undefined;
  }

  /** A value whose time is over for at most so many milliseconds. */
  getStale(key: string, grace: number): Value | undefined {
    const entry = this.#entry(key);
    return entry !== undefined && entry.expires + grace > this.#now() ? entry.value : undefined;
  }

  get size(): number {
    return this.#entries.size;
  }

  #entry(key: string): Entry<Value> | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  #remove(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }
}
