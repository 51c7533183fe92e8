/** A pattern of a .dockerignore, read. */
export interface IgnorePattern {
  /** Starts with `!`: what it matches is kept. */
  readonly isException: boolean;
  /** Steps that matching takes at most for each character of a path. */
  readonly cost: number;
  /** Whether it matches a path, or a directory that the path lies in. */
  matches(path: string): boolean;
}

/** A part of a pattern. A number stands for that code point. */
type Token =
  | number
  /** `?`: one character but `/`. */
  | 'one'
  /** `*`: any characters but `/`. */
  | 'run'
  /** `**` at the end: any characters. */
  | 'rest'
  /** `**` elsewhere: nothing, or anything up to a `/`. */
  | 'folders'
  | CharacterClass;

interface CharacterClass {
  readonly isNegated: boolean;
  /** Pairs of code points, first and last. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** As long as paths get on Linux. */
const MAX_LENGTH = 4096;

const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const STAR = 0x2a;
const QUESTION = 0x3f;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const CARET = 0x5e;
const DASH = 0x2d;

/**
 * Reads a pattern as moby/patternmatcher does: `*`, `?`, `**`, classes and escapes. Matching is linear in the path for each
 * part of the pattern.
 * @param pattern without `!`, cleaned as a path
 * @returns what is wrong with it where it makes no sense
 */
export function readIgnorePattern(pattern: string, isException: boolean): IgnorePattern | string {
  if (pattern.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  const tokens = new PatternReader(pattern).read();
  if (typeof tokens === 'string') return tokens;
  if (tokens.every((token) => typeof token === 'number')) {
    const literal = String.fromCodePoint(...tokens);
    const folder = `${literal}/`;
    return { isException, cost: 1, matches: (path) => path === literal || path.startsWith(folder) };
  }
  return { isException, cost: tokens.length, matches: (path) => matches(tokens, path) };
}

class PatternReader {
  readonly #points: readonly number[];
  #at = 0;

  constructor(pattern: string) {
    this.#points = Array.from(pattern, (character) => character.codePointAt(0) ?? 0);
  }

  read(): readonly Token[] | string {
    const tokens: Token[] = [];
    while (this.#at < this.#points.length) {
      const isFirst = this.#at === 0;
      const point = this.#points[this.#at] as number;
      this.#at += 1;
      const token = point === STAR ? this.#stars() : this.#token(point);
      if (typeof token === 'string' && !KINDS.has(token)) return token;
      tokens.push(token as Token);
      if (isFirst && token === 'folders' && this.#isPlainSuffix()) tokens[0] = 'rest';
    }
    return tokens;
  }

  #token(point: number): Token | string {
    if (point === QUESTION) return 'one';
    if (point === OPEN) return this.#class();
    if (point !== BACKSLASH) return point;
    const escaped = this.#points[this.#at];
    this.#at += 1;
    return escaped ?? 'it ends in "\\", which escapes nothing';
  }

  /** Behind a first `*`. */
  #stars(): Token {
    if (this.#points[this.#at] !== STAR) return 'run';
    this.#at += 1;
    const hasSlash = this.#points[this.#at] === SLASH;
    if (hasSlash) this.#at += 1;
    return this.#at === this.#points.length ? 'rest' : 'folders';
  }

  /** `**.txt` with nothing special in it is compared with the ends of paths, also inside of names. */
  #isPlainSuffix(): boolean {
    if (this.#points[this.#at - 1] === SLASH) return false;
    return !this.#points.slice(this.#at).some((point) => SPECIAL.has(point));
  }

  #class(): CharacterClass | string {
    const isNegated = this.#points[this.#at] === CARET;
    if (isNegated) this.#at += 1;
    const ranges: [number, number][] = [];
    for (;;) {
      if (this.#points[this.#at] === CLOSE && ranges.length > 0) {
        this.#at += 1;
        return { isNegated, ranges };
      }
      const first = this.#classCharacter();
      if (first === undefined) return BAD_CLASS;
      let last: number | undefined = first;
      if (this.#points[this.#at] === DASH) {
        this.#at += 1;
        last = this.#classCharacter();
        if (last === undefined) return BAD_CLASS;
      }
      ranges.push([first, last]);
    }
  }

  #classCharacter(): number | undefined {
    let point = this.#points[this.#at];
    if (point === undefined || point === DASH || point === CLOSE) return undefined;
    if (point === BACKSLASH) {
      this.#at += 1;
      point = this.#points[this.#at];
    }
    this.#at += 1;
    return point;
  }
}

const KINDS: ReadonlySet<string> = new Set(['one', 'run', 'rest', 'folders']);
const SPECIAL: ReadonlySet<number> = new Set([STAR, QUESTION, OPEN, CLOSE, BACKSLASH]);
const BAD_CLASS = 'a "[" in it is not closed, or what stands between the brackets is no list of characters';

/**
 * Follows all ways at once in which the tokens may match. State 2n: the first n tokens have matched; 2n+1: inside of what
 * token n, a `folders`, stands for.
 */
function matches(tokens: readonly Token[], path: string): boolean {
  const end = 2 * tokens.length;
  let now = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  now[0] = 1;
  for (const character of path) {
    const point = character.codePointAt(0) ?? 0;
    skipEmpty(tokens, now);
    if (point === SLASH && now[end] === 1) return true;
    next.fill(0);
    let isAlive = false;
    for (let state = 0; state < end; state += 1) {
      if (now[state] !== 1) continue;
      const to = advance(tokens[state >> 1] as Token, state, point);
      if (to === -1) continue;
      isAlive = true;
      next[to] = 1;
      if (to % 2 === 1 && point === SLASH) next[to + 1] = 1;
    }
    if (!isAlive) return false;
    [now, next] = [next, now];
  }
  skipEmpty(tokens, now);
  return now[end] === 1;
}

/** What may stand for nothing is left out. */
function skipEmpty(tokens: readonly Token[], states: Uint8Array): void {
  for (const [at, token] of tokens.entries()) {
    if (states[2 * at] === 1 && (token === 'run' || token === 'rest' || token === 'folders')) states[2 * at + 2] = 1;
  }
}

/** The state behind a character; -1 where the token does not take it. */
function advance(token: Token, state: number, point: number): number {
  switch (token) {
    case 'rest':
      return state;
    case 'run':
      return point === SLASH ? -1 : state;
    case 'one':
      return point === SLASH ? -1 : state + 2;
    case 'folders':
      return state | 1;
    default: {
      const isTaken = typeof token === 'number' ? token === point : isInClass(token, point);
      return isTaken && state % 2 === 0 ? state + 2 : -1;
    }
  }
}

function isInClass({ isNegated, ranges }: CharacterClass, point: number): boolean {
  return ranges.some(([first, last]) => first <= point && point <= last) !== isNegated;
}
