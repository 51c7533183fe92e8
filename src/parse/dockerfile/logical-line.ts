import { lastAtMost } from './text-lines.ts';

/** The text of an instruction, joined over its continuation lines, that knows where each character stands. */
export class LogicalLine {
  readonly text: string;
  /** Where each piece starts in `text`, and in the file. */
  readonly #starts: readonly number[];
  readonly #offsets: readonly number[];

  /** Pieces in their order, at least one: what each line adds, and its offset in the file. */
  constructor(pieces: readonly { readonly text: string; readonly offset: number }[]) {
    this.text = pieces.map((piece) => piece.text).join('');
    this.#offsets = pieces.map(({ offset }) => offset);
    let length = 0;
    this.#starts = pieces.map(({ text }) => {
      const start = length;
      length += text.length;
      return start;
    });
  }

  /** Where the character at an index of `text` stands in the file. */
  offsetOf(index: number): number {
    const piece = lastAtMost(this.#starts, index);
    return (this.#offsets[piece] ?? 0) + index - (this.#starts[piece] ?? 0);
  }

  /** Whether the characters from `start` to before `end` stand side by side in the file, too. */
  isUnbroken(start: number, end: number): boolean {
    return end > start && this.offsetOf(end - 1) - this.offsetOf(start) === end - 1 - start;
  }
}
