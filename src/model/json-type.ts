import { printable } from './printable.ts';

/** The types of JSON, as messages name them. */
export type JsonType = 'string' | 'number' | 'boolean' | 'list' | 'object' | 'null';

export function jsonType(value: unknown): JsonType {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

/** A type as messages name it: `a string`, `an object`, `null`. Says nothing of the value, which may be a secret. */
export function describeType(type: JsonType): string {
  if (type === 'null') return 'null';
  return type === 'object' ? 'an object' : `a ${type}`;
}

/** A value of a policy file as messages name it: `the string "a"`, `the number 3`, `a list`, `nothing (null)`. */
export function describeValue(value: unknown): string {
  switch (jsonType(value)) {
    case 'string':
      return `the string "${printable(value as string, 64)}"`;
    case 'number':
      return `the number ${value}`;
    case 'boolean':
      return `the boolean ${value}`;
    case 'null':
      return 'nothing (null)';
    case 'list':
    case 'object':
      return describeType(jsonType(value));
  }
}

/** The same without the text of a string: where all of a file is one, it may be a file that was never meant, with secrets. */
export function describeKind(value: unknown): string {
  return typeof value === 'string' ? describeType('string') : describeValue(value);
}
