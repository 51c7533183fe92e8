import { printable } from '../model/printable.ts';
import { compilePath, type Visitor, type Walk } from './path-closure.ts';
import type { JsonPath } from './json-path.ts';
import { JsonPathError } from './json-path.ts';
import { parseJsonPath } from './json-path-parser.ts';
import { FAILS, HOLDS, UNJUDGED } from './verdict.ts';

/** What the placeholders of a message stand for at one offending place. */
export interface TemplateValues {
  /** The offending value; undefined where it is missing. */
  readonly value: unknown;
  /** The offending place. */
  readonly place: string;
  /** The element of forEach, or the object. */
  readonly name: string;
  /** What `$` means in the rule. */
  readonly root: unknown;
}

export type Template = (values: TemplateValues) => string;

type Part = string | { readonly placeholder: 'value' | 'path' | 'name' } | { readonly jsonPath: JsonPath };
