/** A map that forgets what was used longest ago. Its keys come from outside, so it must not grow with them. */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #most: number;
  readonly #onForget: (value: Value) => void;

  /** `onForget` hears of what has to make room, not of what is deleted. */
  constructor(most: number, onForget: (value: Value) => void = () => {}) {
    this.#most = most;
    this.#onForget = onForget;
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#most) return;
    for (const [oldest, forgotten] of this.#entries) {
      this.#entries.delete(oldest);
      this.#onForget(forgotten);
      return;
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** Everything that is in it; it is empty afterwards. */
  drain(): readonly Value[] {
    const values = [...this.#entries.values()];
    this.#entries.clear();
    return values;
  }
}
