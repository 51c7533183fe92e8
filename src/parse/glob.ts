import type { TextCheck } from '../model/schema.ts';

const MAX_LENGTH = 256;

/** Tokens are code points, or one of these. */
const ANY_RUN = -1;
const ANY_CHARACTER = -2;

const SPECIAL = new Map([
  ['*', ANY_RUN],
  ['?', ANY_CHARACTER],
]);

/**
 * Compiles a glob: `*` stands for any run of characters, also an empty one and also across `/`; `?` for one
 * character (a Unicode code point); `\` makes the `*`, `?` or `\` after it ordinary. The whole text must match, and
 * case counts. Linear in the text: only the last `*` passed is ever tried again, so the time is at worst the length
 * of the text times that of the pattern, which has at most 256 characters.
 * @throws Error that says what is wrong with the pattern
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const tokens = tokenize(pattern);
  if (typeof tokens === 'string') throw new Error(tokens);
  return (text) => matches(tokens, text);
}

/** What is wrong with a glob. */
export const checkGlob: TextCheck = (pattern) => {
  const tokens = tokenize(pattern);
  return typeof tokens === 'string' ? tokens : undefined;
};

/** The tokens, or what is wrong. */
function tokenize(pattern: string): readonly number[] | string {
  if (pattern === '') return 'a glob may not be empty: "*" matches everything';
  if (pattern.length > MAX_LENGTH) return `a glob may not be longer than ${MAX_LENGTH} characters`;
  const tokens: number[] = [];
  let isEscaped = false;
  for (const character of pattern) {
    const special = character === '\\' ? undefined : SPECIAL.get(character);
    if (isEscaped && special === undefined && character !== '\\') {
      return `in a glob "\\" may only stand before "*", "?" or "\\", not before "${character}"`;
    }
    if (character === '\\' && !isEscaped) {
      isEscaped = true;
      continue;
    }
    tokens.push(isEscaped || special === undefined ? codePoint(character, 0) : special);
    isEscaped = false;
  }
  return isEscaped ? 'a glob may not end in "\\": write "\\\\" for a backslash' : tokens;
}

function matches(tokens: readonly number[], text: string): boolean {
  let token = 0;
  let at = 0;
  let run = -1;
  let runEnd = 0;
  while (at < text.length) {
    const character = codePoint(text, at);
    const wanted = tokens[token];
    if (wanted === ANY_RUN) {
      run = token++;
      runEnd = at;
    } else if (wanted === character || wanted === ANY_CHARACTER) {
      token++;
      at += width(character);
    } else if (run !== -1) {
      runEnd += width(codePoint(text, runEnd));
      at = runEnd;
      token = run + 1;
    } else {
      return false;
    }
  }
  while (tokens[token] === ANY_RUN) token++;
  return token === tokens.length;
}

/** The code point at an index that is inside the text. */
function codePoint(text: string, at: number): number {
  return text.codePointAt(at) ?? 0;
}

function width(character: number): number {
  return character > 0xffff ? 2 : 1;
}
