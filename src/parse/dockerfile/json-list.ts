import { isSpace } from './words.ts';

/** Whether a JSON list of strings stands at an index, whatever follows it. Linear in the text. */
export function isJsonList(text: string, start: number): boolean {
  if (text[start] !== '[') return false;
  let at = skip(text, start + 1);
  if (text[at] === ']') return true;
  for (;;) {
    const end = endOfString(text, at);
    if (end === undefined) return false;
    at = skip(text, end);
    if (text[at] === ']') return true;
    if (text[at] !== ',') return false;
    at = skip(text, at + 1);
  }
}

function skip(text: string, from: number): number {
  let at = from;
  while (isSpace(text[at])) at += 1;
  return at;
}

/** The index behind the string that starts at an index; undefined where there is none. */
function endOfString(text: string, start: number): number | undefined {
  if (text[start] !== '"') return undefined;
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}
