import type { Piece } from '../../model/mapped-text.ts';
import { pieceOf } from './joined-text.ts';
import { isBlank, isSpace } from './white-space.ts';

const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

/** Words between white space, be it quoted or not, as FROM, COPY, ADD, VOLUME and EXPOSE take them. */
export function plainWords(text: string, start: number, end: number): readonly Piece[] {
  const words: Piece[] = [];
  for (let at = start; at < end; ) {
    while (at < end && isBlank(text.charCodeAt(at))) at += 1;
    const from = at;
    while (at < end && !isBlank(text.charCodeAt(at))) at += 1;
    if (at > from) words.push(pieceOf(text, from, at));
  }
  return words;
}

/**
 * Words between white space that is neither quoted nor escaped, as ARG, ENV and LABEL take them (`parseWords` of BuildKit).
 * Quotes and escapes stay; an escape mark at the very end is left out; a quote that is not closed takes the rest.
 */
export function quotedWords(text: string, start: number, end: number, mark: number): readonly Piece[] {
  const words: Piece[] = [];
  for (let at = start; at < end; ) {
    if (isSpace(text.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const from = at;
    at = endOfWord(text, at, end, mark);
    const isCut = at > end;
    const to = isCut ? end - 1 : at;
    if (to > from) words.push(pieceOf(text, from, to));
  }
  return words;
}

/** `end + 1` where an escape mark is the last character. */
function endOfWord(text: string, start: number, end: number, mark: number): number {
  let quote = 0;
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (quote === 0 && isSpace(code)) return at;
    if (code === mark && quote !== SINGLE_QUOTE) {
      if (at + 1 === end) return end + 1;
      at += 2;
      continue;
    }
    if (code === quote) quote = 0;
    else if (quote === 0 && (code === DOUBLE_QUOTE || code === SINGLE_QUOTE)) quote = code;
    at += 1;
  }
  return at;
}
