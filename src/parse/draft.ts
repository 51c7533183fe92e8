import { isObject } from '../model/json.ts';

/** An object of our own copy, which may be written to. */
export type Draft = Record<string, unknown>;

/** As in the API, null is absent. */
export function absent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Writes the fields that are absent. */
export function fill(draft: Draft, defaults: Readonly<Draft>): void {
  for (const field in defaults) if (absent(draft[field])) draft[field] = defaults[field];
}

/** The objects in a list; what is no list or no object is left out. */
export function draftsIn(draft: Draft, list: string): readonly Draft[] {
  const items = draft[list];
  return Array.isArray(items) ? (items.filter(isObject) as Draft[]) : [];
}

/** The object in a field, made where it is absent; undefined where something else is there. */
export function draftAt(draft: Draft, field: string): Draft | undefined {
  if (absent(draft[field])) draft[field] = {};
  const value = draft[field];
  return isObject(value) ? (value as Draft) : undefined;
}
