import { isObject, ownField } from '../model/json.ts';

/** An object of our own copy, which may be written to. */
export type Draft = Record<string, unknown>;

/** A copy that shares nothing with the original and nothing with itself: YAML aliases stand for one value. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([field, content]) => [field, copyOf(content)]));
}

/** As in the API, null is absent. */
export function absent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Writes a field, whatever it is called: `__proto__` too is a name that users may write. */
export function put(draft: Draft, field: string, value: unknown): void {
  Object.defineProperty(draft, field, { value, writable: true, enumerable: true, configurable: true });
}

/** Writes the fields that are absent. */
export function fill(draft: Draft, defaults: Readonly<Draft>): void {
  for (const [field, value] of Object.entries(defaults)) if (absent(ownField(draft, field))) put(draft, field, value);
}

/** Writes the fields that are absent, or '' or 0 of the type of the default: these the API does not tell apart. */
export function fillEmpty(draft: Draft, defaults: Readonly<Record<string, string | number>>): void {
  for (const [field, value] of Object.entries(defaults)) {
    const written = draft[field];
    if (absent(written) || written === (typeof value === 'string' ? '' : 0)) draft[field] = value;
  }
}

/** The objects in a list; what is no list or no object is left out. */
export function draftsIn(draft: Draft, list: string): readonly Draft[] {
  const items = draft[list];
  return Array.isArray(items) ? (items.filter(isObject) as Draft[]) : [];
}

/** The object in a field; undefined where there is none. */
export function draftIn(draft: Draft, field: string): Draft | undefined {
  const value = draft[field];
  return isObject(value) ? (value as Draft) : undefined;
}

/** The object in a field, made where the field is absent; undefined where something else is there. */
export function draftAt(draft: Draft, field: string): Draft | undefined {
  if (absent(draft[field])) draft[field] = {};
  return draftIn(draft, field);
}
