import type { Faults } from './faults.ts';

const CARRIAGE_RETURN = 0x0d;
/** Bytes of the longest line that BuildKit reads, without its line feed. */
const MAX_LINE_BYTES = 64 * 1024 - 1;
/** In UTF-8 a code unit takes three bytes at most. */
const SURELY_SHORT = Math.floor(MAX_LINE_BYTES / 3);

/** Goes through the physical lines of a text. No line stands behind a final line feed. */
export class LineCursor {
  /** Where the content of the line starts. */
  start = 0;
  /** Where it ends, without the carriage returns in front of the line feed. */
  end = 0;
  /** Counts from 1. */
  number = 0;
  /** Where the next line starts. */
  after = 0;
  readonly #text: string;
  readonly #faults: Faults;

  constructor(text: string, faults: Faults) {
    this.#text = text;
    this.#faults = faults;
  }

  /** False at the end of the file, where the line stays as it is. */
  next(): boolean {
    const text = this.#text;
    const start = this.after;
    if (start >= text.length) return false;
    const feed = text.indexOf('\n', start);
    let end = feed === -1 ? text.length : feed;
    this.after = feed === -1 ? text.length : feed + 1;
    if (end - start > SURELY_SHORT) this.#checkLength(start, end);
    while (end > start && text.charCodeAt(end - 1) === CARRIAGE_RETURN) end -= 1;
    this.start = start;
    this.end = end;
    this.number += 1;
    return true;
  }

  #checkLength(start: number, end: number): void {
    if (utf8Length(this.#text, start, end) <= MAX_LINE_BYTES) return;
    const message = 'this line is longer than 65,535 bytes, which BuildKit does not read: continue it in further lines';
    this.#faults.add('long-line', message, { start, end });
  }
}

function utf8Length(text: string, start: number, end: number): number {
  let length = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    // A surrogate is half of a character of four bytes.
    else length += code >= 0xd800 && code <= 0xdfff ? 2 : 3;
  }
  return length;
}
