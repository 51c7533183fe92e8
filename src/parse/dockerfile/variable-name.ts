const UNUSUAL_LETTER = /^[\p{L}\p{Nd}]/u;
const UNUSUAL_DIGIT = /^\p{Nd}/u;
/** Special parameters of the shell. */
const SPECIAL = '@*#?-$!';

/** Index behind the name of a variable that begins at an index: letters, digits and `_`; digits alone; or a special one. */
export function nameEnd(text: string, start: number): number {
  const first = text[start];
  if (first === undefined) return start;
  if (SPECIAL.includes(first)) return start + 1;
  let at = start;
  if (isDigit(text, at) > 0) {
    for (let width = isDigit(text, at); width > 0; width = isDigit(text, at)) at += width;
    return at;
  }
  for (let width = isNamePart(text, at); width > 0; width = isNamePart(text, at)) at += width;
  return at;
}

/** How many code units the digit at an index takes; 0 where there is none. */
function isDigit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (!(code > 0x7f)) return code >= 0x30 && code <= 0x39 ? 1 : 0;
  return unusual(text, at, UNUSUAL_DIGIT);
}

function isNamePart(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code > 0x7f) return unusual(text, at, UNUSUAL_LETTER);
  const isLetter = (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  return isLetter || (code >= 0x30 && code <= 0x39) || code === 0x5f ? 1 : 0;
}

function unusual(text: string, at: number, kind: RegExp): number {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return kind.test(character) ? character.length : 0;
}
