/** One character of a pattern, or a wildcard. */
type Token = string | typeof ANY | typeof STAR;
const ANY = 1;
const STAR = 2;

/** Comparisons that one use of a pattern may cost; BuildKit knows no bound. */
const MAX_WORK = 1_000_000;

/** Why a pattern cannot be used. */
export interface PatternProblem {
  readonly problem: string;
}
const WRONG_ESCAPE: PatternProblem = {
  problem: 'in patterns of variables "\\" can only stand in front of "*", "?", "\\", "/" and "}"',
};
const TOO_MUCH: PatternProblem = { problem: 'this pattern takes too long on so long a value: shorten one of them' };
const TOO_LONG: PatternProblem = { problem: 'this comes to too long a text: shorten it' };

/** A stretch of a pattern without `*`. */
type Segment = readonly (string | typeof ANY)[];

/**
 * `${value#pattern}`, `##`, `%` and `%%`: the value without its shortest or longest beginning or end that matches.
 * Gives a problem where
 * the pattern is wrong, or too much work.
 */
export function trimPattern(
  value: string,
  pattern: string,
  fromEnd: boolean,
  isGreedy: boolean,
): string | PatternProblem {
  const tokens = tokensOf(fromEnd ? reversePattern(pattern) : pattern);
  const characters = Array.from(value);
  const subject = fromEnd ? characters.toReversed() : characters;
  const problem = problemOf(tokens, subject);
  if (tokens === undefined || problem !== undefined) return problem ?? WRONG_ESCAPE;
  const end = new Matcher(tokens, subject).endFrom(0, true, isGreedy)?.end;
  if (end === undefined) return value;
  const left = subject.slice(end);
  return (fromEnd ? left.toReversed() : left).join('');
}

/** `${value/pattern/replacement}` and `//`. Gives a problem where the pattern is wrong, too much work, or the result too long. */
export function replacePattern(
  value: string,
  pattern: string,
  replacement: string,
  isAll: boolean,
  maxLength: number,
): string | PatternProblem {
  const tokens = tokensOf(pattern);
  const subject = Array.from(value);
  const problem = problemOf(tokens, subject);
  if (tokens === undefined || problem !== undefined) return problem ?? WRONG_ESCAPE;
  const matcher = new Matcher(tokens, subject);
  const parts: string[] = [];
  let length = 0;
  let copied = 0;
  let lastEnd = -1;
  for (let from = 0; from <= subject.length; ) {
    const match = matcher.endFrom(from, false, true);
    if (match === undefined) break;
    if (match.end > match.start || match.start !== lastEnd) {
      const instead = isAll ? filledIn(replacement, subject.slice(match.start, match.end).join('')) : replacement;
      parts.push(subject.slice(copied, match.start).join(''), instead);
      length += instead.length;
      if (length > maxLength) return TOO_LONG;
      copied = match.end;
      lastEnd = match.end;
      if (!isAll) break;
    }
    from = match.end > match.start ? match.end : match.end + 1;
  }
  return parts.join('') + subject.slice(copied).join('');
}

/** Finds a pattern of literals, `?` and `*` in a text. */
class Matcher {
  readonly #segments: readonly Segment[];
  readonly #subject: readonly string[];

  constructor(tokens: readonly Token[], subject: readonly string[]) {
    const segments: (string | typeof ANY)[][] = [[]];
    for (const token of tokens) {
      if (token === STAR) segments.push([]);
      else segments.at(-1)?.push(token);
    }
    this.#segments = segments;
    this.#subject = subject;
  }

  /** The first match from an index on, or only there; its shortest or its longest end. */
  endFrom(from: number, isAnchored: boolean, isGreedy: boolean): { start: number; end: number } | undefined {
    const [head = [], ...others] = this.#segments;
    const start = isAnchored ? (this.#fits(head, from) ? from : undefined) : this.#find(head, from);
    if (start === undefined) return undefined;
    let end = start + head.length;
    for (const [index, segment] of others.entries()) {
      const isLast = index === others.length - 1;
      const at = isLast && isGreedy ? this.#findLast(segment, end) : this.#find(segment, end);
      if (at === undefined) return undefined;
      end = at + segment.length;
    }
    return { start, end };
  }

  #find(segment: Segment, from: number): number | undefined {
    for (let at = from; at + segment.length <= this.#subject.length; at += 1) if (this.#fits(segment, at)) return at;
    return undefined;
  }

  #findLast(segment: Segment, from: number): number | undefined {
    for (let at = this.#subject.length - segment.length; at >= from; at -= 1) if (this.#fits(segment, at)) return at;
    return undefined;
  }

  #fits(segment: Segment, at: number): boolean {
    if (at + segment.length > this.#subject.length) return false;
    return segment.every((token, index) => token === ANY || token === this.#subject[at + index]);
  }
}

function problemOf(tokens: readonly Token[] | undefined, subject: readonly string[]): PatternProblem | undefined {
  if (tokens === undefined) return WRONG_ESCAPE;
  return tokens.length * subject.length > MAX_WORK ? TOO_MUCH : undefined;
}

/** Undefined where an escape is followed by what cannot be escaped. The escape is `\`, whatever the file says. */
function tokensOf(pattern: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const characters = Array.from(pattern);
  // Go's scanner skips a byte order mark in front.
  for (let at = characters[0] === '\uFEFF' ? 1 : 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const next = characters[at + 1];
    if (character === '*') tokens.push(STAR);
    else if (character === '?') tokens.push(ANY);
    else if (character !== '\\') tokens.push(character);
    else if (next !== '}' && next !== '/') {
      if (next !== '*' && next !== '?' && next !== '\\') return undefined;
      tokens.push(next);
      at += 1;
    }
  }
  return tokens;
}

/** Escapes stay in front of what they escape. */
function reversePattern(pattern: string): string {
  const reversed: string[] = [];
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '\\' && at + 1 < characters.length) {
      at += 1;
      reversed.push(`\\${characters[at] ?? ''}`);
    } else reversed.push(character);
  }
  return reversed.reverse().join('');
}

/** With `//` a `$` in the replacement has a meaning of its own: `$0` is what matched, other names are empty, `$$` is `$`. */
const TEMPLATE = /\$(?:\$|(?<plain>[\p{L}\p{Nd}_]+)|\{(?<braced>[\p{L}\p{Nd}_]+)\})/gu;

function filledIn(replacement: string, matched: string): string {
  if (!replacement.includes('$')) return replacement;
  return replacement.replace(TEMPLATE, (all, plain: string | undefined, braced: string | undefined) => {
    if (all === '$$') return '$';
    return (plain ?? braced) === '0' ? matched : '';
  });
}
