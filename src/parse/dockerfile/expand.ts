import type { Value } from '../../model/build.ts';
import { ExpansionLexer } from './expansion-lexer.ts';
import type { LookUp } from './lexer-state.ts';

/** Longest text that an expansion may come to, in UTF-16 code units. */
const MAX_EXPANSION = 64 * 1024;

/** A use of a variable in a text. Indices are those of the text. */
export interface ExpansionUse {
  readonly name: string;
  /** From the `$` to the last character of the name, or the closing brace. */
  readonly start: number;
  readonly end: number;
  /** Copes with a missing value: `-`, `:-`, `+`, `:+`, `?`, `:?`. */
  readonly guarded: boolean;
  /** Guarded by `?` or `:?`: without a value, the build fails. */
  readonly required: boolean;
}

/** Why a text cannot be expanded. Indices are those of the text. */
export interface ExpansionFault {
  /** What is wrong and what to do, in one sentence. */
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** What a text comes to. */
export interface Expanded {
  /** Of kind `unknown` where there is a fault. */
  readonly value: Value;
  /** In the order in which they begin; those in words that do not count (`${set:-$other}`) too. */
  readonly uses: readonly ExpansionUse[];
  readonly fault?: ExpansionFault;
}

/** How a text is expanded. */
export interface ExpansionOptions {
  /** Quotes are characters like others, as in bodies of heredocs; the escape mark is `\` there. */
  readonly plainQuotes?: boolean;
}

const DOLLAR = 0x24;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const NONE: readonly ExpansionUse[] = [];
const UNKNOWN: Value = { kind: 'unknown', names: [] };

/**
 * Replaces variables and removes quotes and escapes as BuildKit does it in the arguments of instructions (`shell.Lex`):
 * `$name`, `${name}` and the modifiers `-`, `:-`, `+`, `:+`, `?`, `:?`, `#`, `##`, `%`, `%%`, `/` and `//`. Linear in the text,
 * but for patterns, whose work is bounded.
 * @param escapeMark the character that escapes: `\` or a backtick
 * @param lookUp the value of a variable; `unset` where it is certain that nothing sets it. `guarded`: the use copes with that.
 */
export function expandText(text: string, escapeMark: string, lookUp: LookUp, options: ExpansionOptions = {}): Expanded {
  if (isPlain(text, escapeMark)) return { value: { kind: 'known', text }, uses: NONE };
  const lexer = new ExpansionLexer(text, { escapeMark, lookUp, maxLength: MAX_EXPANSION, ...options });
  const gathered = lexer.run();
  const { fault, uses } = lexer;
  return fault === undefined ? { value: gathered.value(), uses } : { value: UNKNOWN, uses, fault };
}

const keepsAll: LookUp = () => 'unset';

/** A word without its quotes and escapes, variables as written; as it is where its form is wrong. */
export function unquote(text: string, escapeMark: string): string {
  if (isPlain(text, escapeMark)) return text;
  const lexer = new ExpansionLexer(text, { escapeMark, lookUp: keepsAll, keepUnset: true });
  const { text: unquoted } = lexer.run();
  return lexer.fault === undefined ? unquoted : text;
}

/** Holds nothing that an expansion would change. */
function isPlain(text: string, escapeMark: string): boolean {
  const mark = escapeMark.charCodeAt(0);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DOLLAR || code === SINGLE_QUOTE || code === DOUBLE_QUOTE || code === mark || code === 0xfeff) {
      return false;
    }
  }
  return true;
}
