import { RE2JS, RE2JSException } from 're2js';
import type { TextCondition } from '../model/image-policy.ts';
import { printable } from '../model/printable.ts';
import { expressionOf } from '../model/text-condition.ts';

const MOST_CHARACTERS = 1_024;
/** Instructions of a compiled expression. With texts of at most 2,048 characters a match stays within milliseconds. */
const MOST_INSTRUCTIONS = 4_000;

/** A condition ready for use. Time is linear in the text, whatever the pattern. */
export interface TextMatcher {
  readonly matches: (text: string) => boolean;
  /** Completes `expected ...`. */
  readonly wanted: string;
}

/**
 * Compiles a condition. It is always the whole text that must match, and case counts.
 * @throws Error that says what is wrong
 */
export function compileTextCondition(condition: TextCondition): TextMatcher {
  const problem = checkTextCondition(condition);
  if (problem !== undefined) throw new Error(problem);
  if ('exactly' in condition) {
    const { exactly } = condition;
    return { matches: (text) => text === exactly, wanted: `"${printable(exactly)}"` };
  }
  const expression = RE2JS.compile(expressionOf(condition));
  const wanted =
    'glob' in condition ? `"${printable(condition.glob)}"` : `a text that matches "${printable(condition.regexp)}"`;
  return { matches: (text) => expression.testExact(text), wanted };
}

/** What is wrong with a condition, for its author; undefined where nothing is. */
export function checkTextCondition(condition: TextCondition): string | undefined {
  const kinds = Object.keys(condition);
  if (kinds.length !== 1) return 'give exactly one of exactly, glob and regexp';
  const [text] = Object.values(condition);
  if (typeof text !== 'string' || text === '') return 'a condition may not be empty: it would say nothing';
  if (text.length > MOST_CHARACTERS) return `a condition may not be longer than ${MOST_CHARACTERS} characters`;
  return 'exactly' in condition ? undefined : expressionProblem(expressionOf(condition));
}

function expressionProblem(source: string): string | undefined {
  try {
    const size = RE2JS.compile(source).programSize();
    if (size <= MOST_INSTRUCTIONS) return undefined;
    return `the pattern is too large: ${size} instructions, more than ${MOST_INSTRUCTIONS}; use smaller repeats`;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = printable(error.message.replace(/^error parsing regexp: /, ''), 128);
    return `not a regular expression in RE2 syntax: ${reason}`;
  }
}
