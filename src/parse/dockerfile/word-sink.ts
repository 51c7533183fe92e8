import { isSpace } from './white-space.ts';

/** A word of a result, and where it comes from. */
export interface SunkWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits the result of an expansion into words, as BuildKit's `wordsStruct` does: variables can be split, quoted and
 * escaped parts cannot.
 */
export class WordSink {
  readonly #words: SunkWord[] = [];
  #text = '';
  #start = 0;
  #end = 0;
  #inWord = false;

  /** A stretch of the text itself. */
  addRun(text: string, start: number, end: number): void {
    let from = start;
    for (let at = start; at < end; at += 1) {
      if (!isSpace(text.charCodeAt(at))) continue;
      if (at > from) this.addRaw(text.slice(from, at), from, at);
      this.#space();
      from = at + 1;
    }
    if (end > from) this.addRaw(text.slice(from, end), from, end);
  }

  /** What something from `start` to `end` has become. */
  addSplit(text: string, start: number, end: number): void {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      if (!isSpace(text.charCodeAt(at))) continue;
      if (at > from) this.addRaw(text.slice(from, at), start, end);
      this.#space();
      from = at + 1;
    }
    if (text.length > from) this.addRaw(text.slice(from), start, end);
  }

  addRaw(text: string, start: number, end: number): void {
    if (this.#text === '') this.#start = start;
    this.#text += text;
    this.#end = end;
    this.#inWord = true;
  }

  /** Forgets the word that has begun: BuildKit does so at each nested expansion. */
  drop(): void {
    this.#text = '';
  }

  words(): readonly SunkWord[] {
    this.#push();
    return this.#words;
  }

  #space(): void {
    if (this.#inWord && this.#text !== '') {
      this.#push();
      this.#inWord = false;
    }
  }

  #push(): void {
    if (this.#text !== '') this.#words.push({ text: this.#text, start: this.#start, end: this.#end });
    this.#text = '';
  }
}
