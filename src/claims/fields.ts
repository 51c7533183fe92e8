import { isObject, type JsonObject, ownField } from '../model/json.ts';
import { printable } from '../model/printable.ts';
import { ClaimError } from './claim.ts';

/** UTF-16 code units of a name, a version, a purl or a reference. */
const MAX_TEXT = 4096;

/** A member that is an object; undefined where it is missing or null. @throws ClaimError */
export function objectAt(parent: JsonObject, name: string): JsonObject | undefined {
  const value = ownField(parent, name) ?? undefined;
  if (value === undefined || isObject(value)) return value;
  throw new ClaimError(`${name} is not an object`);
}

/** A member that is a list; empty where it is missing or null. @throws ClaimError */
export function listAt(parent: JsonObject, name: string, most: number): readonly unknown[] {
  const value = ownField(parent, name) ?? [];
  if (!Array.isArray(value)) throw new ClaimError(`${name} is not a list`);
  if (value.length > most) throw new ClaimError(`${name} holds ${value.length} items, more than ${most}`);
  return value;
}

/** Items of a list that must be objects. @throws ClaimError */
export function objectsAt(parent: JsonObject, name: string, most: number): readonly JsonObject[] {
  const list = listAt(parent, name, most);
  const index = list.findIndex((item) => !isObject(item));
  if (index !== -1) throw new ClaimError(`item ${index + 1} of ${name} is not an object`);
  return list as readonly JsonObject[];
}

/** A member without the white space around it; '' where it is missing or no text. It may be of any length. */
export function textAt(parent: JsonObject | undefined, name: string): string {
  const value = parent === undefined ? undefined : ownField(parent, name);
  return typeof value === 'string' ? value.trim() : '';
}

/**
 * As `textAt`, for what identifies something. It is not cut: what was cut might pass for something else.
 * @throws ClaimError
 */
export function shortTextAt(parent: JsonObject | undefined, name: string): string {
  const text = textAt(parent, name);
  if (text.length <= MAX_TEXT) return text;
  throw new ClaimError(`a ${name} is longer than ${MAX_TEXT} characters: ${printable(text, 64)}`);
}

/** The first text that says something. */
export function firstOf(...texts: readonly string[]): string | undefined {
  return texts.find((text) => text !== '');
}
