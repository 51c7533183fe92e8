import type { Value } from '../../model/build.ts';
import type { ExpansionFault } from './expand.ts';
import type { Gathered } from './gathered.ts';
import type { WordSink } from './word-sink.ts';

/** The value of a variable; `unset` where it is certain that nothing sets it. `guarded`: the use copes with that. */
export type LookUp = (name: string, guarded: boolean) => Value | 'unset';

/** How a text is read; the names of BuildKit's switches are given where it has them. */
export interface LexerOptions {
  readonly escapeMark: string;
  readonly lookUp: LookUp;
  /** Variables that are not set stay as they are written (SkipUnsetEnv). */
  readonly keepUnset?: boolean;
  /** RawQuotes */
  readonly rawQuotes?: boolean;
  /** RawEscapes */
  readonly rawEscapes?: boolean;
  /** SkipProcessQuotes */
  readonly plainQuotes?: boolean;
  /** Takes the words that the result falls into. */
  readonly sink?: WordSink;
  /** Longest result. */
  readonly maxLength?: number;
}

/** Where a lexer is in its text, and how it goes on. */
export class LexerState {
  fault: ExpansionFault | undefined;
  at: number;
  /** Escapes stay in the result. */
  raw: boolean;
  readonly text: string;
  readonly options: LexerOptions;
  /** The code of the escape mark. */
  readonly mark: number;

  constructor(text: string, options: LexerOptions) {
    this.text = text;
    this.options = options;
    this.mark = options.escapeMark.charCodeAt(0);
    this.raw = options.rawEscapes === true;
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  /** Adds a part, which began at `start`, to a result. */
  join(result: Gathered, part: Gathered, start: number): void {
    result.add(part);
    this.#checkLength(result, start);
  }

  append(result: Gathered, text: string, start: number): void {
    result.text += text;
    this.#checkLength(result, start);
  }

  /** Notes the first fault, and goes to the end of the text. */
  fail(message: string, start: number, end = this.text.length): void {
    this.fault ??= { message, start, end: Math.max(Math.min(end, this.text.length), start) };
    this.at = this.text.length;
  }

  #checkLength({ text }: Gathered, start: number): void {
    const { maxLength } = this.options;
    if (maxLength === undefined || text.length <= maxLength) return;
    this.fail(`this comes to more than ${maxLength / 1024} KiB: shorten it`, start);
  }
}
