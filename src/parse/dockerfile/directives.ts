import type { Directive } from '../../model/dockerfile.ts';
import type { Faults } from './faults.ts';
import { skipSpace } from './white-space.ts';

/** Directives that BuildKit knows; another name ends the search for them. */
const KNOWN: ReadonlySet<string> = new Set(['check', 'escape', 'syntax']);
/** `\v` is no white space here: the pattern is BuildKit's (parser/directives.go). */
const HEAD = /([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=/y;

/** A directive as it stands in a line. */
export interface DirectiveLine {
  /** In lower case. */
  readonly name: Directive['name'];
  readonly value: string;
  /** Offsets of the value. */
  readonly start: number;
  readonly end: number;
}

/** The directive that the text from `start` to `end`, the end of the line, is; undefined where it is none. */
export function directiveAt(text: string, start: number, end: number, mark = '#'): DirectiveLine | undefined {
  if (!text.startsWith(mark, start)) return undefined;
  HEAD.lastIndex = skipSpace(text, start + mark.length, end);
  const match = HEAD.exec(text);
  if (match === null || HEAD.lastIndex >= end) return undefined;
  const name = (match[1] ?? '').toLowerCase();
  if (!KNOWN.has(name)) return undefined;
  let from = HEAD.lastIndex;
  while (from < end - 1 && isTrimmed(text.charCodeAt(from))) from += 1;
  let to = end;
  while (to > from + 1 && isTrimmed(text.charCodeAt(to - 1))) to -= 1;
  return { name: name as Directive['name'], value: text.slice(from, to), start: from, end: to };
}

function isTrimmed(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0c || code === 0x0d || code === 0x0a;
}

/**
 * The directives at the head of a Dockerfile: `# escape=` and its kin, before any other comment, empty line or
 * instruction (Dockerfile reference, "Parser directives").
 */
export class Directives {
  readonly found: Directive[] = [];
  escapeMark = '\\';
  isOver = false;
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** Looks at the next line, without white space before it. True if it is a directive. */
  look(text: string, start: number, end: number): boolean {
    const line = directiveAt(text, start, end);
    if (line === undefined) {
      this.isOver = true;
      return false;
    }
    const { name, value } = line;
    const span = { start, end: line.end };
    if (this.found.some((one) => one.name === name)) {
      this.#faults.add('syntax-error', `the parser directive "${name}" is set already: keep one of the two`, span);
      return true;
    }
    const valueSpan = { start: line.start, end: line.end };
    this.found.push({ name, value, valueSpan, ...span });
    if (name !== 'escape') return true;
    if (value === '\\' || value === '`') this.escapeMark = value;
    else {
      this.#faults.add('syntax-error', 'the escape character can only be \\ or `', span);
    }
    return true;
  }
}
