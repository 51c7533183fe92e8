/** Repeatable chance: the same seed gives the same throws (xorshift32, Marsaglia 2003). */
export class Dice {
  #state: number;

  /** @param seed any whole number but 0 */
  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }

  coin(): boolean {
    return this.below(2) === 1;
  }

  /** The same JSON value with the keys of every object in another order. */
  shuffleKeys<T>(value: T): T {
    if (Array.isArray(value)) return value.map((item) => this.shuffleKeys(item)) as T;
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, content]) => [key, this.shuffleKeys(content)] as const);
    for (let left = entries.length; left > 1; left--) {
      const [drawn] = entries.splice(this.below(left), 1);
      if (drawn) entries.push(drawn);
    }
    return Object.fromEntries(entries) as T;
  }
}
