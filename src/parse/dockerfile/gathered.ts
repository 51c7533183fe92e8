import type { Value } from '../../model/build.ts';

/**
 * Names that a value remembers of the variables that it was made of: a chain of variables, each made of the one in front,
 * would otherwise hold all names again at each of its links.
 */
export const MOST_NAMES = 16;

const RANKS = { known: 0, default: 1, unknown: 2 } as const;
const KINDS = ['known', 'default', 'unknown'] as const;

/** A value under construction: what its parts come to, one behind the other. */
export class Gathered {
  /** Of what is known; worthless where a part is not. */
  text = '';
  #rank = 0;
  #names: Set<string> | undefined;

  get isUnknown(): boolean {
    return this.#rank === RANKS.unknown;
  }

  add(part: Gathered): void {
    this.text += part.text;
    this.dependOn(part);
  }

  addValue(value: Value): void {
    if (value.kind !== 'unknown') this.text += value.text;
    if (value.kind !== 'known') this.#mark(RANKS[value.kind], value.names);
  }

  /** Becomes no more certain than another part, whose text counts for nothing here. */
  dependOn(part: Gathered): void {
    if (part.#rank > 0) this.#mark(part.#rank, part.#names ?? []);
  }

  value(): Value {
    const kind = KINDS[this.#rank] ?? 'unknown';
    const names = [...(this.#names ?? [])];
    if (kind === 'known') return { kind, text: this.text };
    return kind === 'default' ? { kind, text: this.text, names } : { kind, names };
  }

  #mark(rank: number, names: Iterable<string>): void {
    this.#rank = Math.max(this.#rank, rank);
    this.#names ??= new Set();
    for (const name of names) {
      if (this.#names.size >= MOST_NAMES) return;
      this.#names.add(name);
    }
  }
}
