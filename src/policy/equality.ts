import { isObject } from '../model/json.ts';
import { jsonType } from './json-type.ts';
import { FAILS, HOLDS, UNJUDGED, type Verdict } from './verdict.ts';

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

/**
 * Compiles the test whether a value is among the operands. Values of another type than all operands cannot be
 * judged: `notEquals: "0"` would otherwise hold for the number 0.
 */
export function compileMembership(operands: readonly unknown[]): (value: unknown) => Verdict {
  const types = new Set(operands.map(jsonType));
  const other = (value: unknown): Verdict => (types.has(jsonType(value)) ? FAILS : UNJUDGED);
  const [only] = operands;
  if (operands.length === 1) {
    return (value) => (value === only || deepEqual(value, only) ? HOLDS : other(value));
  }
  const scalars = new Set(operands.filter((operand) => typeof operand !== 'object'));
  const structures = operands.filter((operand) => typeof operand === 'object');
  return (value) =>
    scalars.has(value) || structures.some((operand) => deepEqual(value, operand)) ? HOLDS : other(value);
}

/** `a string`, `a string or a number`: the types that `compileMembership` can judge. */
export function typesOf(operands: readonly unknown[]): string {
  const types = [...new Set(operands.map(jsonType))];
  return types.map((type) => (type === 'object' ? 'an object' : `a ${type}`)).join(' or ');
}
