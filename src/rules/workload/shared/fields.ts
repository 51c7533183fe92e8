import { isObject, type Json, type JsonObject } from '../../../model/json.ts';
import type { FieldPath } from '../../../model/path.ts';
import { printable } from '../../../model/printable.ts';
import type { Problem } from '../../../model/problem.ts';
import type { Workload } from '../../../model/workload.ts';

/** Stands for a field of something that should be an object and is not: neither absent nor any wanted value. */
const UNREADABLE = Symbol('unreadable');

/** The field of an object that may be absent. As in the API, null is absent: undefined. */
export function fieldOf(parent: unknown, field: string): unknown {
  if (parent === undefined || parent === null) return undefined;
  return isObject(parent) ? (parent[field] ?? undefined) : UNREADABLE;
}

/** metadata.name of an object from a file, of whatever type it is. */
export function nameOf({ metadata }: JsonObject): unknown {
  return fieldOf(metadata, 'name');
}

const NO_ITEMS: readonly unknown[] = [];
const UNREADABLE_ITEMS: readonly unknown[] = [UNREADABLE];

/** The items of a list that may be absent. What should be a list and is none counts as one unreadable item. */
export function listOf(list: unknown): readonly unknown[] {
  if (list === undefined || list === null) return NO_ITEMS;
  return Array.isArray(list) ? list : UNREADABLE_ITEMS;
}

/** The value at `path`, or its nearest existing parent where there is none. As in the API, null is none. */
function nearest(root: JsonObject, path: FieldPath): { readonly path: FieldPath; readonly value: unknown } {
  let value: unknown = root;
  for (const [depth, step] of path.entries()) {
    const isParent = isObject(value) || Array.isArray(value);
    const child = isParent && Object.hasOwn(value as JsonObject, step) ? (value as JsonObject)[step] : undefined;
    if (child === undefined || child === null) return { path: path.slice(0, depth), value };
    value = child;
  }
  return { path, value };
}

/**
 * A problem at `path`, or at the nearest existing parent where the field is missing. `wanted` becomes a
 * remedy only where the field is missing and all that exists of its parents are objects.
 */
export function problemAt(workload: Workload, path: FieldPath, message: string, wanted?: Json): Problem {
  const place = nearest(workload.object, path);
  const missing = place.path.length < path.length && isObject(place.value);
  if (wanted === undefined || !missing) return { message, path: place.path };
  return { message, path: place.path, remedy: { path, value: wanted } };
}

/** A value from outside, short enough for a message: texts are cut to `maxLength` characters. */
export function show(value: unknown, maxLength = 64): string {
  if (typeof value === 'string') return `"${printable(value, maxLength)}"`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isObject(value)) return 'an object';
  return value === UNREADABLE ? 'something unreadable' : String(value);
}

/** `does not set drop` or `sets drop: a list`. */
export function stated(field: string, value: unknown): string {
  return value === undefined ? `does not set ${field}` : `sets ${field}: ${show(value)}`;
}

const SHOWN = 5;

/** The values in one line: at most five of them, then how many more. */
export function showSome(values: readonly unknown[]): string {
  const shown = values
    .slice(0, SHOWN)
    .map((value) => show(value))
    .join(', ');
  return values.length > SHOWN ? `${shown} and ${values.length - SHOWN} more` : shown;
}
