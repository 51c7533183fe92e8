import { printable } from '../model/printable.ts';
import { remembering } from '../parse/remembering.ts';
import { type JsonPath, JsonPathError, type PathStep, type Selector } from './json-path.ts';

const MAX_LENGTH = 256;
const MAX_DESCENTS = 1;
const MAX_WILDCARDS = 4;
const MAX_INDEX = 1_000_000;

const NAME = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const NUMBERS = /[-\d:]+/y;
const INTEGER = /^(?:0|-?[1-9]\d*)$/;
const ESCAPABLE = new Set(['\\', "'", '"']);

/** What other dialects of JSONPath have and this one refuses, by the character that starts it. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['?', 'a filter ("?") is not supported; use forEach, any, all and not'],
  ['(', 'a script ("(") is not supported'],
  [')', 'a script (")") is not supported'],
  [',', 'a union (",") is not supported; write one condition for each name'],
  ['^', 'the parent operator ("^") is not supported'],
  ['~', 'the property name operator ("~") is not supported'],
  ['@', 'the current element and type selectors ("@") are not supported'],
  ['`', 'a backtick escape ("`") is not supported; put the name in quotes: [\'name\']'],
  ['$', '"$" stands only at the start of a path'],
]);

/**
 * Reads a path of at most 256 characters, with at most one `..` and four `*`. The same text gives the same path: policies
 * look at the same few fields again and again.
 *
 * @throws JsonPathError
 */
export const parseJsonPath: (text: string) => JsonPath = remembering(parse, { most: 1_000, maxLength: MAX_LENGTH });

function parse(text: string): JsonPath {
  if (text.length > MAX_LENGTH) {
    throw new JsonPathError(`the path is ${text.length} characters long, more than ${MAX_LENGTH}`);
  }
  const steps = new PathReader(text).read();
  checkCount(steps.filter(({ deep }) => deep).length, MAX_DESCENTS, '".."');
  checkCount(steps.filter(({ select }) => select.kind === 'wildcard').length, MAX_WILDCARDS, '"*"');
  return steps;
}

/** Says what is wrong with a path; undefined when nothing is. */
export function checkJsonPath(text: string): string | undefined {
  try {
    parseJsonPath(text);
    return undefined;
  } catch (error) {
    if (error instanceof JsonPathError) return error.message;
    throw error;
  }
}

function checkCount(count: number, limit: number, what: string): void {
  if (count > limit) throw new JsonPathError(`the path uses ${what} ${count} times, more than ${limit}`);
}

class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): PathStep[] {
    if (!this.#take('$')) throw this.#error('a path starts with "$"');
    const steps: PathStep[] = [];
    while (this.#at < this.#text.length) steps.push(this.#step());
    return steps;
  }

  #step(): PathStep {
    if (this.#take('[')) return { deep: false, select: this.#bracketed() };
    if (!this.#take('.')) throw this.#unexpected('".", "[" or the end of the path');
    const deep = this.#take('.');
    if (deep && this.#take('[')) return { deep, select: this.#bracketed() };
    return { deep, select: this.#bare() };
  }

  #bare(): Selector {
    if (this.#take('*')) return { kind: 'wildcard' };
    const name = this.#takeAll(NAME);
    if (name === '') throw this.#unexpected('a name or "*"');
    return { kind: 'name', name };
  }

  /** Called behind the opening bracket. */
  #bracketed(): Selector {
    const select = this.#inBrackets();
    if (this.#at === this.#text.length) throw this.#error('the bracket is not closed');
    if (!this.#take(']')) throw this.#unexpected('"]"');
    return select;
  }

  #inBrackets(): Selector {
    if (this.#take('*')) return { kind: 'wildcard' };
    for (const quote of ["'", '"']) {
      if (this.#take(quote)) return { kind: 'name', name: this.#quoted(quote) };
    }
    const start = this.#at;
    const numbers = this.#takeAll(NUMBERS);
    if (numbers === '') throw this.#unexpected('a number, a quoted name or "*"');
    return numbers.includes(':') ? this.#slice(numbers.split(':'), start) : this.#index(numbers, start);
  }

  /** Called behind the opening quote; reads the closing one. */
  #quoted(quote: string): string {
    const start = this.#at;
    let name = '';
    while (!this.#take(quote)) {
      if (this.#at >= this.#text.length) throw this.#error('the quote is not closed', start - 1);
      if (this.#take('\\') && !ESCAPABLE.has(this.#text.charAt(this.#at))) {
        throw this.#error('after "\\" only a quote or another "\\" may follow');
      }
      name += this.#text.charAt(this.#at);
      this.#at += 1;
    }
    if (name === '') throw this.#error('the name is empty', start);
    return name;
  }

  #index(text: string, at: number): Selector {
    const index = this.#integer(text, at);
    if (index < 0) throw this.#error(`a negative index is not supported; write [${text}:] to count from the end`, at);
    return { kind: 'index', index };
  }

  #slice(parts: readonly string[], at: number): Selector {
    const [start = '', end = '', step = '', ...more] = parts;
    if (more.length > 0) throw this.#error('a slice has the form [start:end:step]', at);
    const stepSize = step === '' ? 1 : this.#integer(step, at);
    if (stepSize < 1) throw this.#error('the step of a slice is 1 or more', at);
    return {
      kind: 'slice',
      start: start === '' ? 0 : this.#integer(start, at),
      end: end === '' ? undefined : this.#integer(end, at),
      step: stepSize,
    };
  }

  #integer(text: string, at: number): number {
    if (!INTEGER.test(text)) throw this.#error(`"${text}" is not a whole number`, at);
    const value = Number(text);
    if (Math.abs(value) > MAX_INDEX) throw this.#error(`${text} is beyond ${MAX_INDEX}`, at);
    return value;
  }

  #take(character: string): boolean {
    const found = this.#text[this.#at] === character;
    if (found) this.#at += 1;
    return found;
  }

  /** Takes what a sticky expression matches here; '' where it does not match. */
  #takeAll(expression: RegExp): string {
    expression.lastIndex = this.#at;
    const [found = ''] = expression.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  #unexpected(wanted: string): JsonPathError {
    if (this.#at === this.#text.length) return this.#error(`the path ends where ${wanted} should follow`);
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    return this.#error(
      REFUSED.get(character) ??
        `unexpected "${printable(character)}" in place of ${wanted}; names with other characters than letters, digits, "_" and "-" stand in brackets and quotes: ['name']`,
    );
  }

  #error(message: string, at = this.#at): JsonPathError {
    return new JsonPathError(`column ${at + 1} of the path: ${message}`);
  }
}
