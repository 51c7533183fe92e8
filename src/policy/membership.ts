import { deepEqual } from '../model/json.ts';
import { describeType, jsonType } from '../model/json-type.ts';
import { FAILS, HOLDS, UNJUDGED, type Verdict } from './verdict.ts';

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
  return [...new Set(operands.map(jsonType))].map(describeType).join(' or ');
}
