import type { TextCheck } from '../model/schema.ts';

const MAX_LENGTH = 256;

/** Tokens are code points, or one of these. */
const ANY_RUN = -1;
const ANY_CHARACTER = -2;

const SPECIAL = new Map([
  ['*', ANY_RUN],
  ['?', ANY_CHARACTER],
]);

/** Positions in a pattern, one bit each, in words of 32. */
type Bits = Int32Array;

/**
 * Compiles a glob: `*` stands for any run of characters, also an empty one and also across `/`; `?` for one
 * character (a Unicode code point); `\` makes the `*`, `?` or `\` after it ordinary. The whole text must match, and
 * case counts. Linear in the text, whatever the pattern, which has at most 256 characters.
 * @throws Error that says what is wrong with the pattern
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const tokens = tokenize(pattern);
  if (typeof tokens === 'string') throw new Error(tokens);
  return compileTokens(tokens);
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

/**
 * All positions that the text so far may have reached, advanced at once (the Shift-And algorithm of Baeza-Yates and
 * Gonnet, 1992). Bit n is set where the first n tokens that stand for characters have matched.
 */
function compileTokens(tokens: readonly number[]): (text: string) => boolean {
  const characters = tokens.filter((token) => token !== ANY_RUN);
  const words = (characters.length >> 5) + 1;
  const stay: Bits = new Int32Array(words);
  const acceptAny: Bits = new Int32Array(words);
  const accept = new Map<number, Bits>();
  let position = 0;
  for (const token of tokens) {
    if (token === ANY_RUN) setBit(stay, position);
    else position += 1;
  }
  for (const [index, token] of characters.entries()) if (token === ANY_CHARACTER) setBit(acceptAny, index + 1);
  for (const [index, token] of characters.entries()) {
    const bits = accept.get(token) ?? acceptAny.slice();
    setBit(bits, index + 1);
    accept.set(token, bits);
  }
  return (text) => {
    const reached: Bits = new Int32Array(words);
    setBit(reached, 0);
    for (let at = 0; at < text.length; ) {
      const character = codePoint(text, at);
      if (!advance(reached, accept.get(character) ?? acceptAny, stay)) return false;
      at += width(character);
    }
    return hasBit(reached, characters.length);
  };
}

/** Takes one character; false where nothing is left that could match. */
function advance(reached: Bits, accept: Bits, stay: Bits): boolean {
  let left = 0;
  for (let word = reached.length - 1; word >= 0; word -= 1) {
    const bits = reached[word] ?? 0;
    const carried = (reached[word - 1] ?? 0) >>> 31;
    const next = (((bits << 1) | carried) & (accept[word] ?? 0)) | (bits & (stay[word] ?? 0));
    reached[word] = next;
    left |= next;
  }
  return left !== 0;
}

function setBit(bits: Bits, at: number): void {
  bits[at >> 5] = (bits[at >> 5] ?? 0) | (1 << (at & 31));
}

function hasBit(bits: Bits, at: number): boolean {
  return (((bits[at >> 5] ?? 0) >>> (at & 31)) & 1) === 1;
}

/** The code point at an index that is inside the text. */
function codePoint(text: string, at: number): number {
  return text.codePointAt(at) ?? 0;
}

function width(character: number): number {
  return character > 0xffff ? 2 : 1;
}
