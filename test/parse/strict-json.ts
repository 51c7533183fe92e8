/** A member whose name the object has already. */
export class DuplicateKey extends Error {}

/** A string with U+0000 or half of a surrogate pair. */
export class BadText extends Error {}

const MANAGED_FIELDS = /^request,(?:object|oldObject),metadata,managedFields$/;
const PUNCTUATION = String.raw`[{}[\],:]`;
const TEXT = String.raw`"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`;
const NUMBER = String.raw`-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?`;
const TOKEN = new RegExp(String.raw`[\t\n\r ]*(?:${PUNCTUATION}|${TEXT}|${NUMBER}|true|false|null)`, 'y');

/**
 * A JSON parser written for comparison: by tokens and recursion, with a set of names for each object.
 * @param skip leave lists of managed fields out, and whatever is wrong with their names
 */
export function parseStrictly(text: string, skip: boolean): unknown {
  let position = 0;
  let token = '';

  function advance(): void {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (match === null && text.slice(position).trim() !== '') throw new SyntaxError(`no token at ${position}`);
    token = match?.[0].trimStart() ?? '';
    position = match === null ? text.length : TOKEN.lastIndex;
  }

  function take(expected: string): void {
    if (token !== expected) throw new SyntaxError(`"${token}" is not "${expected}"`);
    advance();
  }

  /** `path`: names as they are spelt in the text, or undefined inside of a list. */
  function value(path: readonly string[] | undefined, isSkipped: boolean): unknown {
    if (token === '{') return object(path, isSkipped);
    if (token === '[') return list(isSkipped || (skip && path !== undefined && MANAGED_FIELDS.test(path.join())));
    if (token === '' || '}],:'.includes(token)) throw new SyntaxError(`"${token}" is no value`);
    const scalar = token.startsWith('"') ? decode() : JSON.parse(token);
    advance();
    return scalar;
  }

  function decode(): string {
    const decoded = JSON.parse(token) as string;
    if (decoded.includes('\0') || !decoded.isWellFormed()) throw new BadText(token);
    return decoded;
  }

  function object(path: readonly string[] | undefined, isSkipped: boolean): unknown {
    const result = {};
    const names = new Set<string>();
    take('{');
    while (token !== '}') {
      if (names.size > 0) take(',');
      if (!token.startsWith('"')) throw new SyntaxError(`"${token}" is no name`);
      const spelt = token.slice(1, -1);
      const name = decode();
      if (names.has(name) && !isSkipped) throw new DuplicateKey(name);
      names.add(name);
      advance();
      take(':');
      const member = value(path && [...path, spelt], isSkipped);
      Object.defineProperty(result, name, { value: member, enumerable: true, writable: true, configurable: true });
    }
    advance();
    return result;
  }

  function list(isSkipped: boolean): unknown[] {
    const result: unknown[] = [];
    let isFirst = true;
    take('[');
    while (token !== ']') {
      if (!isFirst) take(',');
      isFirst = false;
      result.push(value(undefined, isSkipped));
    }
    advance();
    return isSkipped ? [] : result;
  }

  advance();
  const result = value([], false);
  if (token !== '') throw new SyntaxError(`"${token}" is behind the end`);
  return result;
}
