import fc from 'fast-check';
import { isObject } from '../../src/model/json.ts';
import type { FieldType } from './kubernetes-types.ts';

/** One value of each type of JSON. */
export interface Junk {
  readonly text: string;
  readonly number: number;
  readonly flag: boolean;
  readonly list: readonly unknown[];
  readonly object: unknown;
}

const anyJson = fc.jsonValue({ maxDepth: 2 });

export const JUNK: fc.Arbitrary<Junk> = fc.record({
  text: fc.oneof(
    fc.constantFrom('', 'true', 'false', '0', '1', 'null', 'ALL', '*', 'Always', '__proto__', 'x'.repeat(5_000)),
    fc.string(),
  ),
  number: fc.oneof(
    fc.constantFrom(0, 1, -1, 0.5, 2 ** 31, 2 ** 53, 1e300, -1e300),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  ),
  flag: fc.boolean(),
  list: fc.oneof(fc.constantFrom([], [null], [[]], ['ALL'], [true], [{}]), fc.array(anyJson, { maxLength: 3 })),
  object: fc.oneof(
    fc.constantFrom<unknown>({}, { length: 1 }, { type: 'RuntimeDefault' }, JSON.parse('{"__proto__":{"name":"x"}}')),
    fc.dictionary(fc.string(), anyJson, { maxKeys: 3 }),
  ),
});

/**
 * Values that the API server would refuse in the place of `current`, which has the given type: junk, and what would pass
 * for the right value with anyone who converts types. As in the API, null is absent, but for list items.
 */
export function wrongValues(type: FieldType, current: unknown, junk: Junk, isItem: boolean): readonly unknown[] {
  const { text, number, flag, list, object } = junk;
  const alike: readonly unknown[] = [
    String(current),
    [current],
    { value: current },
    { 0: current, length: 1 },
    { toString: current },
  ];
  const values = [text, number, flag, list, object, ...alike].filter((value) => !fits(type, value));
  return isItem && type !== 'string' && type !== 'anything' ? [...values, null] : values;
}

/** Whether a value has the type. Null never does. */
export function fits(type: FieldType, value: unknown): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'integer':
      return Number.isSafeInteger(value);
    case 'list':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'int-or-string':
      return typeof value === 'string' || Number.isSafeInteger(value);
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number';
    case 'anything':
      return true;
  }
}

const SOME: Readonly<Record<FieldType, readonly unknown[]>> = {
  string: ['', 'x'],
  boolean: [true, false],
  integer: [-1, 0, 1, 22, 7_000, 1_000_000],
  list: [[]],
  object: [{}],
  'int-or-string': ['x', 0, 1, 8_080],
  quantity: ['0', '1', '100Gi'],
  anything: [],
};

/** A few values of the type, the observed ones among them. */
export function rightValues(type: FieldType, observed: readonly unknown[]): readonly unknown[] {
  return [...SOME[type], ...observed.filter((value) => fits(type, value))];
}
