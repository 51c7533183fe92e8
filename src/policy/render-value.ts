import { isObject, type JsonObject } from '../model/json.ts';
import { printable } from '../model/printable.ts';

/** Characters that one value may take up in a message. */
const MAX_LENGTH = 128;

/** A value from outside as it goes into a message: strings as they are, lists and objects as JSON, all of it bounded. */
export function renderValue(value: unknown): string {
  if (value === undefined || value === null) return '<none>';
  return printable(typeof value === 'string' ? value : jsonStart(value, ''), MAX_LENGTH);
}

/** Several values in one line. */
export function renderValues(values: readonly unknown[]): string {
  return printable(values.map(renderValue).join(', '), MAX_LENGTH);
}

/** `written` with the JSON of the value behind it, or at least its first `MAX_LENGTH` characters. */
function jsonStart(value: unknown, written: string): string {
  if (Array.isArray(value)) return listStart(value, written);
  if (isObject(value)) return objectStart(value, written);
  return written + JSON.stringify(typeof value === 'string' ? value.slice(0, MAX_LENGTH) : value);
}

function listStart(items: readonly unknown[], written: string): string {
  let text = `${written}[`;
  for (const [index, item] of items.entries()) {
    if (text.length > MAX_LENGTH) return text;
    text = jsonStart(item, index === 0 ? text : `${text},`);
  }
  return `${text}]`;
}

function objectStart(object: JsonObject, written: string): string {
  let text = `${written}{`;
  let separator = '';
  for (const key in object) {
    if (text.length > MAX_LENGTH) return text;
    text = jsonStart(object[key], `${text}${separator}${JSON.stringify(key.slice(0, MAX_LENGTH))}:`);
    separator = ',';
  }
  return `${text}}`;
}
