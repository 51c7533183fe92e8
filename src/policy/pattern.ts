import { RE2JS, RE2JSException, RE2Set } from 're2js';
import { printable } from '../model/printable.ts';
import { remembering } from '../parse/remembering.ts';
import type { Effort } from './effort.ts';

/** Instructions of one pattern. */
const MAX_PROGRAM = 4_000;
/** Instructions of all patterns that are loaded together: bounds the time and memory of loading. */
const MAX_PROGRAMS = 250_000;
/** Bytes that a pattern keeps of what it met, to be faster the next time; the library's default is 8 MiB. */
const MAX_MEMORY = 256 * 1_024;

/** Names and labels repeat from pod to pod, and one match costs more than most other checks. */
const REMEMBERED = { most: 1_000, maxLength: 256 };

/** Why a text cannot be loaded as a pattern. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

export interface Pattern {
  /** Longest text that is tried, in UTF-16 code units; also of all texts of one object together. */
  readonly maxLength: number;
  /** True when the pattern matches the whole text; undefined when that would take too much effort. */
  matches(text: string): boolean | undefined;
}

/** Compiles the pattern with this text. */
export type CompilePattern = (source: string) => Pattern;

interface Compiled {
  /** Instructions. */
  readonly size: number;
  readonly test: (text: string) => boolean;
}

/** The regular expressions of all policies that are loaded together. The same text is compiled once. */
export class Patterns {
  readonly #compiled = new Map<string, Compiled>();
  #size = 0;

  /**
   * Compiles a regular expression in RE2 syntax: no look-around, no back-references, no repeat above 1,000. It must
   * match the whole text, as if it stood between `^(?:` and `)$`. Time is linear in the text, but as many times the
   * instructions of the pattern where texts are made for it; `effort` bounds the product.
   *
   * @throws PatternError
   */
  compile(source: string, effort: Effort): Pattern {
    const { size, test } = this.#compiled.get(source) ?? this.#add(source);
    return {
      maxLength: Math.floor(effort.most / size),
      matches: (text) => (effort.spend(size * (text.length + 1)) ? test(text) : undefined),
    };
  }

  #add(source: string): Compiled {
    if (this.#size > MAX_PROGRAMS) {
      const message = `the patterns of all policies have more than ${MAX_PROGRAMS} instructions together; use smaller repeats`;
      throw new PatternError(message);
    }
    const size = sizeOf(source);
    this.#size += size;
    if (size > MAX_PROGRAM) {
      throw new PatternError(
        `the pattern is too large: ${size} instructions, more than ${MAX_PROGRAM}; use smaller repeats`,
      );
    }
    // A set of one, because only of a set can the memory that matching keeps be bounded.
    const expression = new RE2Set(RE2Set.ANCHOR_BOTH, 0, MAX_MEMORY);
    expression.add(source);
    expression.compile();
    const compiled = { size, test: remembering((text) => expression.match(text).length > 0, REMEMBERED) };
    this.#compiled.set(source, compiled);
    return compiled;
  }
}

function sizeOf(source: string): number {
  try {
    return RE2JS.compile(source).programSize();
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = printable(error.message.replace(/^error parsing regexp: /, ''), 128);
    throw new PatternError(`not a regular expression in RE2 syntax: ${reason}`);
  }
}
