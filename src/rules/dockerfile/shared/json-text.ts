/** What opens a string of an array, as written by people and by word processors, and what may close it. */
const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['‘', '’'],
  ['’', '’'],
  ['“', '”'],
  ['”', '”'],
]);
const BEGINS = /^\[[ \t]{0,64}["'\u2018\u2019\u201c\u201d]/;
const TOUCHES = /^\[["'\u2018\u2019\u201c\u201d]/;

/** Whether a text that is no JSON array was meant as one: `['a', 'b']`. A test of the shell, `[ "$a" = b ]`, is none. */
export function isMeantAsJson(text: string): boolean {
  if (!text.endsWith(']') || !BEGINS.test(text)) return false;
  return TOUCHES.test(text) || readLooseArray(text) !== undefined;
}

/** The strings of an array with wrong quotes, or with a comma too many; undefined where they cannot be told for certain. */
export function readLooseArray(text: string): readonly string[] | undefined {
  const items: string[] = [];
  let at = skipBlanks(text, 1);
  while (text[at] !== ']') {
    const close = QUOTES.get(text[at] ?? '');
    const end = close === undefined ? -1 : text.indexOf(close, at + 1);
    if (end === -1) return undefined;
    const item = text.slice(at + 1, end);
    if (UNCERTAIN.test(item)) return undefined;
    items.push(item);
    at = skipBlanks(text, end + 1);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
    else if (text[at] !== ']') return undefined;
  }
  return at === text.length - 1 ? items : undefined;
}

/** Other quotes or escapes in a string may have been meant in several ways. */
const UNCERTAIN = /["\\\p{Cc}]/u;

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

/** An array of strings as JSON, as people write it in a Dockerfile. */
export function jsonArray(items: readonly string[]): string {
  return `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
}
