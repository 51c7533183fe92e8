import { isObject } from '../model/json.ts';
import { describeValue } from '../model/json-type.ts';
import { printable } from '../model/printable.ts';
import type { SchemaNode } from '../model/schema.ts';
import { suggest } from '../model/suggest.ts';

type NodeOf<Kind extends SchemaNode['kind']> = Extract<SchemaNode, { kind: Kind }>;

/** What helps where YAML reads a text as a number or boolean. */
const IN_QUOTES = '; put it in quotes';

/** The nodes of a schema that hold no others. */
export type ScalarNode = NodeOf<'text' | 'word' | 'number' | 'flag' | 'scalar' | 'json'>;

/** What is wrong with a value by itself; undefined when nothing is. */
export function scalarFault(node: ScalarNode, value: unknown): string | undefined {
  switch (node.kind) {
    case 'text':
      return textFault(node, value);
    case 'word':
      return wordFault(node, value);
    case 'number':
      return numberFault(node, value);
    case 'flag':
      return flagFault(node, value);
    case 'scalar':
      return isScalar(value) ? node.check?.(value) : wrongType('a string, number or boolean', value);
    case 'json':
      return jsonFault(node, value);
  }
}

/** A value of another type than was wanted. */
export function wrongType(wanted: string, value: unknown, hint = ''): string {
  return `expected ${wanted}, found ${describeValue(value)}${hint}`;
}

/** A name from a file, in quotes. */
export function quoted(text: string): string {
  return `"${printable(text, 64)}"`;
}

function textFault({ minLength, maxLength, check }: NodeOf<'text'>, value: unknown): string | undefined {
  if (typeof value !== 'string') return wrongType('a string', value, isScalar(value) ? IN_QUOTES : '');
  if (value.length < minLength) return 'is empty';
  if (value.length > maxLength) return `is ${value.length} characters long, more than ${maxLength}`;
  return check?.(value);
}

function wordFault({ words, refused }: NodeOf<'word'>, value: unknown): string | undefined {
  const wanted = words.length === 1 ? `${words[0]}` : `one of ${words.join(', ')}`;
  if (typeof value !== 'string') {
    return wrongType(wanted, value, isScalar(value) && words.includes(String(value)) ? IN_QUOTES : '');
  }
  if (words.includes(value)) return undefined;
  if (refused !== undefined && Object.hasOwn(refused, value)) return refused[value];
  return `unknown value ${quoted(value)}${suggest(value, words)}; expected ${wanted}`;
}

function numberFault({ integer, minimum, maximum }: NodeOf<'number'>, value: unknown): string | undefined {
  const wanted = integer ? 'a whole number' : 'a number';
  if (typeof value !== 'number' || !Number.isFinite(value) || (integer && !Number.isInteger(value))) {
    return wrongType(wanted, value);
  }
  return value < minimum || value > maximum
    ? `is ${value}; expected ${wanted} from ${minimum} to ${maximum}`
    : undefined;
}

function flagFault({ only }: NodeOf<'flag'>, value: unknown): string | undefined {
  if (typeof value !== 'boolean') {
    const hint = typeof value === 'string' ? '; only true and false, without quotes, are booleans' : '';
    return wrongType(only ? 'true' : 'true or false', value, hint);
  }
  return only && !value ? 'can only be true; leave the field out to switch it off' : undefined;
}

function jsonFault({ objectOnly }: NodeOf<'json'>, value: unknown): string | undefined {
  if (objectOnly && !isObject(value)) return wrongType('an object', value);
  return value === null ? wrongType('a value', value, '; to ask for a missing one, write absent: true') : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
