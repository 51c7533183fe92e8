/** What a bounded map does with its entries. */
export interface BoundedMapOptions<Value> {
  /** The same for an entry each time. Default: each weighs 1. */
  readonly weigh?: (value: Value, key: string) => number;
  /** Hears of what has to make room, not of what is deleted. */
  readonly onForget?: (value: Value) => void;
}

/** A map that forgets what was used longest ago. What is in it comes from outside, so it must not grow with that. */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #most: number;
  readonly #onForget: (value: Value) => void;
  readonly #weigh: (value: Value, key: string) => number;
  #weight = 0;

  /** @param most how much all entries may weigh */
  constructor(most: number, { weigh = () => 1, onForget = () => {} }: BoundedMapOptions<Value> = {}) {
    this.#most = most;
    this.#onForget = onForget;
    this.#weigh = weigh;
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.delete(key);
    this.#entries.set(key, value);
    this.#weight += this.#weigh(value, key);
    for (const [oldest, forgotten] of this.#entries) {
      if (this.#weight <= this.#most) return;
      this.delete(oldest);
      this.#onForget(forgotten);
    }
  }

  delete(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#weight -= this.#weigh(value, key);
  }

  /** Everything that is in it; it is empty afterwards. */
  drain(): readonly Value[] {
    const values = [...this.#entries.values()];
    this.#entries.clear();
    this.#weight = 0;
    return values;
  }
}
