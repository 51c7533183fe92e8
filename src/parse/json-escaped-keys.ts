import { isObject } from '../model/json.ts';

const SPACE = /[\t\n\r ]*/y;
const NUMBER_OR_WORD = /[^\t\n\r ,\]}]+/y;

/**
 * Reads what `JSON.parse` reads, where it cannot be trusted: in the V8 of Node 24 a key that is spelt with escapes
 * may come out as another one, which the process has met before and which equals the beginning of that spelling, and
 * so has a backslash in it (https://github.com/nodejs/node/issues/63785). Several times slower.
 * @param text valid JSON of bounded depth: nothing is checked here
 */
export function parseWithEscapedKeys(text: string): unknown {
  return new Reader(text).value();
}

/** True if a key has a backslash: in a tree from `JSON.parse`, either rightly or by the fault described above. */
export function hasBackslashKey(tree: unknown): boolean {
  if (Array.isArray(tree)) return tree.some(hasBackslashKey);
  if (!isObject(tree)) return false;
  for (const key in tree) if (key.includes('\\') || hasBackslashKey(tree[key])) return true;
  return false;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): unknown {
    this.#take(SPACE);
    const first = this.#text[this.#at];
    if (first === '{') return this.#object();
    if (first === '[') return this.#list();
    return first === '"' ? this.#string() : JSON.parse(this.#take(NUMBER_OR_WORD));
  }

  #object(): unknown {
    const object: { [key: string]: unknown } = {};
    while (!this.#isEnd('}')) {
      const key = this.#string();
      this.#take(SPACE);
      this.#at++;
      const value = this.value();
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    }
    return object;
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    while (!this.#isEnd(']')) list.push(this.value());
    return list;
  }

  /** Steps over an opening bracket or a comma, and over the closing bracket if that is what follows. */
  #isEnd(bracket: string): boolean {
    this.#take(SPACE);
    if (this.#text[this.#at] !== bracket) this.#at++;
    this.#take(SPACE);
    if (this.#text[this.#at] !== bracket) return false;
    this.#at++;
    return true;
  }

  #string(): string {
    let end = this.#text.indexOf('"', this.#at + 1);
    while (isEscaped(this.#text, end)) end = this.#text.indexOf('"', end + 1);
    const text = this.#text.slice(this.#at, end + 1);
    this.#at = end + 1;
    return JSON.parse(text);
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += text.length;
    return text;
  }
}

/** True if an odd number of backslashes stands before the character. */
function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text[start - 1] === '\\') start--;
  return (at - start) % 2 === 1;
}
