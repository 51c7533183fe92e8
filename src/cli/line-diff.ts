/** Lines that were changed: those of the old text from `start` to before `end` became those of the new one. */
export interface LineChange {
  readonly old: { readonly start: number; readonly end: number };
  readonly fresh: { readonly start: number; readonly end: number };
}

/** Lines that may be added and taken away together before the rest counts as one change. */
const MAX_EDITS = 1_000;

/**
 * What turns some lines into others, in their order: as few lines as possible, by the algorithm of Myers ("An O(ND)
 * Difference Algorithm and Its Variations", 1986). Texts that differ in very many lines differ in one change.
 */
export function lineChanges(old: readonly string[], fresh: readonly string[]): readonly LineChange[] {
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start += 1;
  let oldEnd = old.length;
  let freshEnd = fresh.length;
  while (oldEnd > start && freshEnd > start && old[oldEnd - 1] === fresh[freshEnd - 1]) {
    oldEnd -= 1;
    freshEnd -= 1;
  }
  if (start === oldEnd && start === freshEnd) return [];
  const middle = new Middle(old, fresh, start, oldEnd - start, freshEnd - start);
  return middle.changes() ?? [{ old: { start, end: oldEnd }, fresh: { start, end: freshEnd } }];
}

/** The part of two texts between what they start and end with alike. */
class Middle {
  readonly #old: readonly string[];
  readonly #fresh: readonly string[];
  readonly #start: number;
  readonly #width: number;
  readonly #height: number;
  /** For each number of edits, how far each diagonal got, in old lines: that of `x - y = k` at `k + edits`. */
  readonly #reached: Int32Array[] = [];

  constructor(old: readonly string[], fresh: readonly string[], start: number, width: number, height: number) {
    this.#old = old;
    this.#fresh = fresh;
    this.#start = start;
    this.#width = width;
    this.#height = height;
  }

  /** Undefined where there are too many. */
  changes(): readonly LineChange[] | undefined {
    for (let edits = 0; edits <= MAX_EDITS; edits += 1) if (this.#advance(edits)) return this.#trace(edits);
    return undefined;
  }

  /** Takes one more edit; true where the end is reached. */
  #advance(edits: number): boolean {
    const reached = new Int32Array(2 * edits + 1);
    this.#reached.push(reached);
    for (let k = -edits; k <= edits; k += 2) {
      let x = edits === 0 ? 0 : this.#startOf(k, edits);
      while (x < this.#width && x - k < this.#height && this.#isEqual(x, x - k)) x += 1;
      reached[k + edits] = x;
      if (x >= this.#width && x - k >= this.#height) return true;
    }
    return false;
  }

  /** Where a diagonal starts with one more edit: a line added from the one above, or taken away from the one below. */
  #startOf(k: number, edits: number): number {
    return this.#isAddition(k, edits) ? this.#at(edits - 1, k + 1) : this.#at(edits - 1, k - 1) + 1;
  }

  #isAddition(k: number, edits: number): boolean {
    return k === -edits || (k !== edits && this.#at(edits - 1, k - 1) < this.#at(edits - 1, k + 1));
  }

  #at(edits: number, k: number): number {
    return this.#reached[edits]?.[k + edits] ?? -1;
  }

  #isEqual(x: number, y: number): boolean {
    return this.#old[this.#start + x] === this.#fresh[this.#start + y];
  }

  /** Goes back from the end, and joins edits side by side. */
  #trace(last: number): readonly LineChange[] {
    const changes: { old: { start: number; end: number }; fresh: { start: number; end: number } }[] = [];
    let k = this.#width - this.#height;
    for (let edits = last; edits > 0; edits -= 1) {
      const isAddition = this.#isAddition(k, edits);
      k += isAddition ? 1 : -1;
      const x = this.#start + this.#at(edits - 1, k);
      const y = x - k;
      const next = changes.at(-1);
      const end = { old: isAddition ? x : x + 1, fresh: isAddition ? y + 1 : y };
      if (next !== undefined && next.old.start === end.old && next.fresh.start === end.fresh) {
        next.old.start = x;
        next.fresh.start = y;
      } else {
        changes.push({ old: { start: x, end: end.old }, fresh: { start: y, end: end.fresh } });
      }
    }
    return changes.reverse();
  }
}
