import type { Expansion, ShellWord } from '../../model/shell.ts';
import { expansionsIn, isLiteral } from './shell-expansions.ts';
import { endIn, type Frame, startIn } from './shell-frame.ts';
import type { ArrayValue, Assignment, Word } from './shell-syntax.ts';

/** What only words without it are certain to be literal. */
const SPECIAL = /[$`*?[{~('"\\]/;

const NONE: readonly Expansion[] = [];

/** A word of the syntax tree; what costs something is worked out when it is asked for. */
export class SyntaxWord implements ShellWord {
  readonly start: number;
  readonly end: number;
  readonly #node: Word;
  readonly #frame: Frame;
  readonly #unsplit: boolean;
  #literal: boolean | undefined;
  #expansions: readonly Expansion[] | undefined;

  /** `unsplit`: the shell splits no words here, so that expansions count as quoted. */
  constructor(node: Word, frame: Frame, unsplit = false) {
    this.start = startIn(frame, node.pos);
    this.end = endIn(frame, node.end);
    this.#node = node;
    this.#frame = frame;
    this.#unsplit = unsplit;
  }

  get value(): string {
    return this.#node.value;
  }

  get raw(): string {
    return this.#node.text;
  }

  get literal(): boolean {
    this.#literal ??= !SPECIAL.test(this.#node.text) || isLiteral(this.#node.text, this.#node.parts);
    return this.#literal;
  }

  get expansions(): readonly Expansion[] {
    this.#expansions ??= mayExpand(this.#node.text) ? expansionsIn(this.#node, this.#frame, this.#unsplit) : NONE;
    return this.#expansions;
  }
}

/** `NAME=value` as a word, and the `(a b)` of an array. */
export class AssignmentWord implements ShellWord {
  readonly start: number;
  readonly end: number;
  readonly raw: string;
  readonly #node: Assignment | ArrayValue;
  readonly #frame: Frame;
  #expansions: readonly Expansion[] | undefined;

  constructor(node: Assignment | ArrayValue, raw: string, frame: Frame) {
    this.start = startIn(frame, node.pos);
    this.end = endIn(frame, node.end);
    this.raw = raw;
    this.#node = node;
    this.#frame = frame;
  }

  get value(): string {
    if (this.#node.type === 'ArrayValue' || this.#node.value.type === 'ArrayValue') return this.raw;
    return this.raw.slice(0, this.#node.value.pos - this.#node.pos) + this.#node.value.value;
  }

  get literal(): boolean {
    if (this.#node.type === 'ArrayValue' || this.#node.value.type === 'ArrayValue') return false;
    return isLiteral(this.#node.value.text, this.#node.value.parts);
  }

  get expansions(): readonly Expansion[] {
    this.#expansions ??= mayExpand(this.raw) ? expansionsIn(this.#node, this.#frame, true) : NONE;
    return this.#expansions;
  }
}

/** The rest of a word: `value` of `NAME=value` behind `env`. */
export class WordTail implements ShellWord {
  readonly start: number;
  readonly end: number;
  readonly raw: string;
  readonly #whole: ShellWord;
  readonly #skipped: number;

  /** `skipped`: how many characters of the value do not belong to it. Where these are quoted, `raw` is that of the word. */
  constructor(whole: ShellWord, skipped: number) {
    const isPlain = whole.raw.startsWith(whole.value.slice(0, skipped));
    const isCounted = whole.end - whole.start === whole.raw.length;
    this.raw = isPlain ? whole.raw.slice(skipped) : whole.raw;
    this.start = isPlain && isCounted ? whole.start + skipped : whole.start;
    this.end = whole.end;
    this.#whole = whole;
    this.#skipped = skipped;
  }

  get value(): string {
    return this.#whole.value.slice(this.#skipped);
  }

  get literal(): boolean {
    return this.#whole.literal;
  }

  get expansions(): readonly Expansion[] {
    return this.#whole.expansions;
  }
}

function mayExpand(text: string): boolean {
  return text.includes('$') || text.includes('`') || text.includes('(');
}
