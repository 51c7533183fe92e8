import { suggest } from '../model/suggest.ts';
import type { JsonPath } from './json-path.ts';
import { checkJsonPath, parseJsonPath } from './json-path-parser.ts';
import { oneLine } from './one-line.ts';
import { compilePath, type Visitor } from './path-closure.ts';
import { renderValue, renderValues } from './render-value.ts';
import { quoted } from './scalar-check.ts';
import { FAILS, HOLDS, type Verdict } from './verdict.ts';

/** What the placeholders of a message stand for at one offending place. */
export interface TemplateValues {
  /** The offending value; undefined where it is missing. */
  readonly value: unknown;
  /** The offending place. */
  readonly path: string;
  /** The element of forEach, or the object. */
  readonly name: string;
  /** What `$` means in the rule. */
  readonly root: unknown;
}

/** A message with its placeholders, parsed. */
export type Template = readonly (string | Placeholder)[];

type Placeholder = { readonly word: Word } | { readonly jsonPath: JsonPath };
type Word = 'value' | 'path' | 'name';
const WORDS: readonly string[] = ['value', 'path', 'name'] satisfies readonly Word[];

/** Values that a `{{ $.path }}` with several matches shows. */
const MAX_SHOWN = 16;

/** Reads a message whose text `checkTemplate` has found no fault with. */
export function parseTemplate(text: string): Template {
  return split(oneLine(text)).map(({ literal, inner }) => {
    if (literal !== undefined) return literal;
    return inner.startsWith('$') ? { jsonPath: parseJsonPath(inner) } : { word: inner as Word };
  });
}

/** Says what is wrong with a message; undefined when nothing is. */
export function checkTemplate(text: string): string | undefined {
  if (oneLine(text) === '') return 'is empty';
  for (const { literal, inner, closed } of split(text)) {
    if (!closed) return '"{{" is not closed by "}}"';
    if (literal !== undefined || WORDS.includes(inner)) continue;
    if (!inner.startsWith('$')) {
      return `unknown placeholder ${quoted(inner)}${suggest(inner, WORDS)}; there are value, path, name and a JSONPath that starts with $`;
    }
    const problem = checkJsonPath(inner);
    if (problem !== undefined) return `placeholder ${quoted(inner)}: ${problem}`;
  }
  return undefined;
}

/** Says a message of one offending place. */
export type Saying = (values: TemplateValues) => string;

/**
 * Compiles a message. Values are substituted as they are: what looks like a placeholder in one stays text. Each call of
 * what comes of it is for the problems of one object: a path is followed once for all that share their `root`.
 */
export function compileTemplate(template: Template): () => Saying {
  const parts = template.map((part): (() => Saying) => {
    if (typeof part === 'string') return () => () => part;
    return 'word' in part ? byWord(part.word) : byPath(part.jsonPath);
  });
  return () => {
    const sayings = parts.map((part) => part());
    return (values) => sayings.map((say) => say(values)).join('');
  };
}

function byWord(word: Word): () => Saying {
  return () => (values) => renderValue(values[word]);
}

function byPath(jsonPath: JsonPath): () => Saying {
  const walk = compilePath(jsonPath);
  const textOf = (root: unknown): string => {
    const found: unknown[] = [];
    walk(root, collectInto(found));
    return found.length === 0 ? renderValue(undefined) : renderValues(found);
  };
  return () => {
    let last: { readonly root: unknown; readonly text: string } | undefined;
    return ({ root }) => {
      if (last === undefined || last.root !== root) last = { root, text: textOf(root) };
      return last.text;
    };
  };
}

function collectInto(found: unknown[]): Visitor {
  const skip = (): Verdict => HOLDS;
  return {
    budget: 0,
    trail: undefined,
    present(value) {
      found.push(value);
      return found.length < MAX_SHOWN ? HOLDS : FAILS;
    },
    missing: skip,
    empty: skip,
    mismatch: skip,
    exhausted: skip,
  };
}

type Piece =
  | { readonly literal: string; readonly inner: ''; readonly closed: true }
  | { readonly literal?: undefined; readonly inner: string; readonly closed: boolean };

function split(text: string): Piece[] {
  const pieces: Piece[] = [];
  const literal = (part: string) => {
    if (part !== '') pieces.push({ literal: part, inner: '', closed: true });
  };
  let at = 0;
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', at)) {
    literal(text.slice(at, open));
    const close = text.indexOf('}}', open);
    const closed = close !== -1;
    pieces.push({ inner: text.slice(open + 2, closed ? close : undefined).trim(), closed });
    at = closed ? close + 2 : text.length;
  }
  literal(text.slice(at));
  return pieces;
}
