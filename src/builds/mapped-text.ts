import type { MappedText, Span } from '../model/mapped-text.ts';

/** A part of a text that knows where its characters stand. */
export class MappedPart implements MappedText {
  readonly text: string;
  readonly #whole: MappedText;
  readonly #start: number;

  constructor(whole: MappedText, start: number, end: number) {
    this.text = whole.text.slice(start, end);
    this.#whole = whole;
    this.#start = start;
  }

  offsetOf(index: number): number {
    const { length } = this.text;
    if (index > 0 && index >= length) return this.#whole.offsetOf(this.#start + length - 1) + 1;
    return this.#whole.offsetOf(this.#start + index);
  }

  spanOf(start: number, end: number): Span {
    return this.#whole.spanOf(this.#start + start, this.#start + end);
  }

  isUnbroken(start: number, end: number): boolean {
    return this.#whole.isUnbroken(this.#start + start, this.#start + end);
  }
}

/** A text that is written in another way in the file (a JSON string with escapes): all of it stands where that does. */
export class DecodedText implements MappedText {
  readonly text: string;
  readonly #span: Span;

  constructor(text: string, span: Span) {
    this.text = text;
    this.#span = span;
  }

  offsetOf(index: number): number {
    return index > 0 && index >= this.text.length ? this.#span.end : this.#span.start;
  }

  spanOf(): Span {
    return this.#span;
  }

  isUnbroken(): boolean {
    return false;
  }
}

/** Texts one behind the other. */
export class JointText implements MappedText {
  readonly text: string;
  readonly #parts: readonly MappedText[];
  /** Where each part starts. */
  readonly #starts: number[] = [];

  /** @param parts at least one */
  constructor(parts: readonly MappedText[]) {
    let length = 0;
    for (const { text } of parts) {
      this.#starts.push(length);
      length += text.length;
    }
    this.#parts = parts;
    this.text = parts.map(({ text }) => text).join('');
  }

  offsetOf(index: number): number {
    const at = this.#partAt(index);
    return (this.#parts[at] as MappedText).offsetOf(index - (this.#starts[at] ?? 0));
  }

  spanOf(start: number, end: number): Span {
    const from = this.offsetOf(start);
    if (end <= start) return { start: from, end: from };
    const at = this.#partAt(end - 1);
    const local = end - (this.#starts[at] ?? 0);
    return { start: from, end: (this.#parts[at] as MappedText).spanOf(local - 1, local).end };
  }

  isUnbroken(start: number, end: number): boolean {
    const at = this.#partAt(start);
    const base = this.#starts[at] ?? 0;
    return this.#partAt(end - 1) === at && (this.#parts[at] as MappedText).isUnbroken(start - base, end - base);
  }

  #partAt(index: number): number {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle;
    }
    return low;
  }
}
