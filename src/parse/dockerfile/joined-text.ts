import type { MappedText, Piece, Span } from '../../model/mapped-text.ts';
import { lastAtMost } from './positions.ts';

/** A text that is put together from stretches of a file, and knows where each character stands. */
export class JoinedText implements MappedText {
  readonly text: string;
  /** Where the first stretch starts in the file. */
  readonly #offset: number;
  /** Where each stretch starts in `text`, and in the file; undefined where there is only one. */
  readonly #starts: readonly number[] | undefined;
  readonly #offsets: readonly number[];

  /** Starts rise, the first is 0; offsets rise, too. */
  constructor(text: string, offset: number, starts?: readonly number[], offsets: readonly number[] = []) {
    this.text = text;
    this.#offset = offset;
    this.#starts = starts;
    this.#offsets = offsets;
  }

  offsetOf(index: number): number {
    if (this.#starts === undefined) return this.#offset + index;
    if (index > 0 && index >= this.text.length) return this.offsetOf(this.text.length - 1) + 1;
    const stretch = lastAtMost(this.#starts, index);
    return (this.#offsets[stretch] ?? 0) + index - (this.#starts[stretch] ?? 0);
  }

  spanOf(start: number, end: number): Span {
    const from = this.offsetOf(start);
    return { start: from, end: end > start ? this.offsetOf(end - 1) + 1 : from };
  }

  isUnbroken(start: number, end: number): boolean {
    return end > start && this.offsetOf(end - 1) - this.offsetOf(start) === end - 1 - start;
  }

  /** The part from `start` to before `end`. */
  part(start: number, end = this.text.length): JoinedText {
    const text = this.text.slice(start, end);
    if (this.#starts === undefined) return new JoinedText(text, this.#offset + start);
    const builder = new TextBuilder();
    const first = lastAtMost(this.#starts, start);
    for (let at = first; at < this.#starts.length; at += 1) {
      const from = this.#starts[at] ?? 0;
      const to = this.#starts[at + 1] ?? this.text.length;
      if (from >= end) break;
      const inside = Math.max(from, start);
      builder.add(this.text.slice(inside, Math.min(to, end)), (this.#offsets[at] ?? 0) + inside - from);
    }
    return builder.build(this.offsetOf(start));
  }
}

/** Puts a text together from stretches of a file. */
export class TextBuilder {
  readonly #texts: string[] = [];
  readonly #starts: number[] = [];
  readonly #offsets: number[] = [];
  #length = 0;

  /** Adds what stands at an offset of the file. */
  add(text: string, offset: number): void {
    if (text === '') return;
    this.#texts.push(text);
    this.#starts.push(this.#length);
    this.#offsets.push(offset);
    this.#length += text.length;
  }

  /** @param offset where an empty text stands */
  build(offset: number): JoinedText {
    if (this.#texts.length < 2) return new JoinedText(this.#texts[0] ?? '', this.#offsets[0] ?? offset);
    return new JoinedText(this.#texts.join(''), this.#offsets[0] ?? offset, this.#starts, this.#offsets);
  }
}

/** The characters from `start` to before `end`. */
export function pieceOf(text: string, start: number, end: number): Piece {
  return { text: text.slice(start, end), start, end };
}
