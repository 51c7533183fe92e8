import type { Region } from '../../model/lint.ts';
import type { Span } from '../../model/mapped-text.ts';
import type { Position } from '../../model/source.ts';

/** Lines and columns of stretches of a text. Looks through the text once, when it is first asked. */
export class Places {
  readonly #text: string;
  #starts: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  regionOf({ start, end }: Span): Region {
    return { start: this.#position(start), end: this.#position(end) };
  }

  #position(offset: number): Position {
    this.#starts ??= lineStarts(this.#text);
    let low = 0;
    for (let high = this.#starts.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
