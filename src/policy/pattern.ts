import { RE2JS, RE2JSException } from 're2js';
import { printable } from '../model/printable.ts';

/** Instructions of a compiled pattern. */
const MAX_PROGRAM = 4_000;
/** Instructions times characters: keeps one match near 10 ms at the worst. */
const MAX_WORK = 2_500_000;

export interface Pattern {
  /** Longest text that is tried, in UTF-16 code units. */
  readonly maxLength: number;
  /** True when the pattern matches the whole text. */
  matches(text: string): boolean;
}

/**
 * Compiles a regular expression in RE2 syntax, which matches in linear time: no look-around, no
 * back-references, no repeat above 1,000. It must match the whole text, as if it stood between `^(?:` and `)$`.
 *
 * @throws RE2JSException
 */
export function compilePattern(source: string): Pattern {
  const expression = RE2JS.compile(source);
  return {
    maxLength: Math.floor(MAX_WORK / Math.max(1, expression.programSize())),
    matches: (text) => expression.testExact(text),
  };
}

/** Says what is wrong with a pattern; undefined when nothing is. */
export function checkPattern(source: string): string | undefined {
  try {
    const size = RE2JS.compile(source).programSize();
    return size > MAX_PROGRAM
      ? `the pattern is too large: ${size} instructions, more than ${MAX_PROGRAM}; use smaller repeats`
      : undefined;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `not a regular expression in RE2 syntax: ${printable(error.message.replace(/^error parsing regexp: /, ''), 128)}`;
  }
}
