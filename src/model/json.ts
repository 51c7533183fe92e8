/** A JSON object from outside: every field is unknown until it is looked at. */
export type JsonObject = { readonly [key: string]: unknown };

/** A JSON value that we write ourselves. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** True for a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The object's own field, or undefined. Names that come from users go through here, because
 * `constructor` and the like exist on every object's prototype.
 */
export function ownField(value: JsonObject, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
