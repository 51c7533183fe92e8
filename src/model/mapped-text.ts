/** A stretch of a file's text: offsets in UTF-16 code units, the end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A text that is put together from pieces of a file (an instruction over continuation lines, the body of a heredoc), and
 * knows where each character stands. Indices are those of `text`.
 */
export interface MappedText {
  readonly text: string;
  /** Where the character at an index stands in the file. The length of `text` gives the place behind its last character. */
  offsetOf(index: number): number;
  /** Where a part stands in the file, from its first character to its last. */
  spanOf(start: number, end: number): Span;
  /** Whether the characters from `start` to before `end` stand side by side in the file, too. */
  isUnbroken(start: number, end: number): boolean;
}

/** A part of an instruction's text. Indices are those of `Instruction.line.text`. */
export interface Piece {
  /** The characters from `start` to before `end`, as written, quotes and escapes and all. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
