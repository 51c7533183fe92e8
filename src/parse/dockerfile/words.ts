const UNUSUAL_SPACE = /[\u0085\p{Zs}\p{Zl}\p{Zp}]/u;

/** White space as the readers of Dockerfiles know it (`unicode.IsSpace` of Go). */
export function isSpace(character: string | undefined): boolean {
  if (character === undefined) return false;
  if (character > '~') return UNUSUAL_SPACE.test(character);
  return character === ' ' || (character >= '\t' && character <= '\r');
}

/** A word of a line, with its quotes and escapes. */
export interface Word {
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a text at white space that is neither quoted nor escaped. Undefined where a quote is not closed.
 * Linear in the text.
 */
export function splitWords(text: string, escapeMark: string, from = 0): readonly Word[] | undefined {
  const words: Word[] = [];
  let start: number | undefined;
  for (let at = from; at < text.length; ) {
    const character = text[at];
    if (isSpace(character)) {
      if (start !== undefined) words.push({ raw: text.slice(start, at), start, end: at });
      start = undefined;
      at += 1;
      continue;
    }
    start ??= at;
    const next = endOfUnit(text, at, escapeMark);
    if (next === undefined) return undefined;
    at = next;
  }
  if (start !== undefined) words.push({ raw: text.slice(start), start, end: text.length });
  return words;
}

/** The offset behind a character, an escaped one, or a quoted part; undefined where a quote is not closed. */
function endOfUnit(text: string, at: number, escapeMark: string): number | undefined {
  const character = text[at];
  if (character === escapeMark) return Math.min(at + 2, text.length);
  if (character === "'") {
    const close = text.indexOf("'", at + 1);
    return close === -1 ? undefined : close + 1;
  }
  if (character !== '"') return at + 1;
  for (let inside = at + 1; inside < text.length; inside += 1) {
    if (text[inside] === escapeMark) inside += 1;
    else if (text[inside] === '"') return inside + 1;
  }
  return undefined;
}
