interface Entry<Value> {
  readonly value: Value;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Remembers values for a time, and the least recently used no longer once there are `max` of them. */
export class ExpiringCache<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #max: number;
  readonly #now: () => number;

  constructor(max: number, now: () => number) {
    this.#max = max;
    this.#now = now;
  }

  /** @param ttl milliseconds */
  set(key: string, value: Value, ttl: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expires: this.#now() + ttl });
    if (this.#entries.size <= this.#max) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  /** A value whose time is not over. */
  get(key: string): Value | undefined {
    const entry = this.#entry(key);
    return entry !== undefined && entry.expires > this.#now() ? entry.value : undefined;
  }

  /** A value, be its time over or not. */
  getStale(key: string): Value | undefined {
    return this.#entry(key)?.value;
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
}
