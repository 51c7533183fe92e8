import type { TextEdit } from '../model/dockerfile-rule.ts';

/** Edits of a text that do not overlap, in the order of the text. */
export class EditSet {
  readonly #edits: TextEdit[] = [];

  /** Takes all edits of a fix, or none where one of them overlaps or touches what is there. */
  add(edits: readonly TextEdit[]): boolean {
    if (edits.some((edit) => this.#clashes(edit))) return false;
    for (const edit of edits) this.#edits.splice(this.#placeOf(edit.start), 0, edit);
    return true;
  }

  #clashes(edit: TextEdit): boolean {
    const place = this.#placeOf(edit.start);
    return [this.#edits[place - 1], this.#edits[place]].some((other) => other !== undefined && overlap(edit, other));
  }

  /** Index of the first edit that starts at an offset, or behind it. */
  #placeOf(offset: number): number {
    let [low, high] = [0, this.#edits.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#edits[middle]?.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** An insertion overlaps what it touches: which of the two texts comes first would be a guess. */
function overlap(one: TextEdit, other: TextEdit): boolean {
  const isInsertion = one.start === one.end || other.start === other.end;
  return isInsertion
    ? one.start <= other.end && other.start <= one.end
    : one.start < other.end && other.start < one.end;
}

/** Whether edits lie in a text, in its order and apart. */
export function areSound(edits: readonly TextEdit[], length: number): boolean {
  let end = 0;
  for (const edit of edits) {
    if (edit.start < end || edit.end < edit.start || edit.end > length) return false;
    end = edit.end;
  }
  return edits.length > 0;
}

/** A text with edits that do not overlap. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: instead } of edits.toSorted((one, other) => one.start - other.start)) {
    parts.push(text.slice(at, start), instead);
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
