import type { Fact, ImageEntries, ImageEntry } from '../model/image-facts.ts';
import type { Instruction } from '../model/instruction.ts';

/** A list of the configuration while instructions add to it. */
export class EntryList<T> {
  readonly #entries = new Map<string, ImageEntry<T>>();
  #why: string | undefined;
  /** The last one that added something, or made it that nobody knows. */
  #from: Instruction | undefined;

  /** @param base what the base image has; a sentence why nobody knows */
  constructor(base: Iterable<readonly [string, T | undefined]> | string) {
    if (typeof base === 'string') this.#why = base;
    else for (const [key, value] of base) this.#entries.set(key, { value, from: undefined });
  }

  /** @param value undefined where nobody knows it */
  add(key: string, value: T | undefined, from: Instruction): void {
    this.#entries.set(key, { value, from });
    this.#from = from;
  }

  /** From here on nobody knows all of it. */
  doubt(why: string, from: Instruction): void {
    this.#why ??= why;
    this.#from = from;
  }

  fact(): Fact<ImageEntries<T>> {
    const [value, from] = [this.#entries, this.#from];
    return this.#why === undefined
      ? { known: true, value, from }
      : { known: false, why: this.#why, certain: value, from };
  }
}
