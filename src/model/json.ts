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

/**
 * Deep equality of JSON values; the order of fields does not count. Visits at most as many values as `operand`
 * holds, because shapes are compared before what is in them.
 */
export function deepEqual(value: unknown, operand: unknown): boolean {
  if (value === operand) return true;
  if (Array.isArray(operand)) {
    if (!Array.isArray(value) || value.length !== operand.length) return false;
    return operand.every((item, index) => deepEqual(value[index], item));
  }
  if (!isObject(operand) || !isObject(value)) return false;
  const fields = Object.keys(operand);
  return (
    Object.keys(value).length === fields.length &&
    fields.every((field) => Object.hasOwn(value, field) && deepEqual(value[field], operand[field]))
  );
}
