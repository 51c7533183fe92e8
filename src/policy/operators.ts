import {
  json,
  list,
  number,
  onlyTrue,
  optional,
  type RecordFault,
  record,
  type Schema,
  scalar,
  scalarOrRecord,
  text,
} from '../model/schema.ts';
import { checkGlob, compileGlob } from '../parse/glob.ts';
import { parseQuantity } from '../parse/quantity.ts';
import type { CompilePattern } from './pattern.ts';
import {
  constant,
  containing,
  matching,
  membership,
  negated,
  ofLength,
  onNumbers,
  onQuantities,
  onStrings,
  type Range,
  type ValueTest,
} from './value-tests.ts';
import { FAILS, HOLDS } from './verdict.ts';

interface Operator<Operand> {
  readonly schema: Schema<Operand>;
  /** @throws PatternError from `compilePattern` */
  compile(operand: Operand, compilePattern: CompilePattern): ValueTest;
}

function operator<Operand>(schema: Schema<Operand>, compile: Operator<Operand>['compile']): Operator<Operand> {
  return { schema, compile };
}

/** The closed set of operators of an assertion, in the order in which they are tried. */
export const OPERATORS = {
  exists: operator(onlyTrue('The field must be there and not null'), () => constant(HOLDS)),
  absent: operator(onlyTrue('The field must be missing or null'), () => constant(FAILS)),
  equals: operator(json('The value must be equal; lists and objects are compared whole'), (operand) =>
    membership([operand]),
  ),
  notEquals: operator(json('The value must not be equal'), (operand) => negated(membership([operand]))),
  in: operator(list('The value must be one of these', json('A value')), membership),
  notIn: operator(list('The value must be none of these', json('A value')), (operands) =>
    negated(membership(operands)),
  ),
  matches: operator(
    text('Glob that a string must match whole: * is any run of characters, ? one, \\ escapes', { check: checkGlob }),
    (glob) => onStrings(compileGlob(glob)),
  ),
  pattern: operator(text('Regular expression (RE2 syntax) that a string must match whole'), (source, compilePattern) =>
    matching(compilePattern(source)),
  ),
  contains: operator(json('Text that a string must contain, or a value that a list must contain'), (operand) =>
    containing([operand]),
  ),
  containsAll: operator(
    list('Texts that a string must contain, or values that a list must contain', json('A text or value')),
    containing,
  ),
  lessThan: operator(number('A number must be below this'), (limit) => onNumbers((value) => value < limit)),
  atMost: operator(number('A number may not be above this'), (limit) => onNumbers((value) => value <= limit)),
  atLeast: operator(number('A number may not be below this'), (limit) => onNumbers((value) => value >= limit)),
  greaterThan: operator(number('A number must be above this'), (limit) => onNumbers((value) => value > limit)),
  quantityAtMost: operator(quantity('A Kubernetes quantity may not be above this'), (limit) =>
    onQuantities(limit, (value, bound) => value <= bound),
  ),
  quantityAtLeast: operator(quantity('A Kubernetes quantity may not be below this'), (limit) =>
    onQuantities(limit, (value, bound) => value >= bound),
  ),
  length: operator(
    scalarOrRecord(
      'Characters of a string, items of a list, fields of an object: an exact number or { atLeast, atMost }',
      count('The exact length'),
      record(
        'A range',
        { atLeast: optional(count('The smallest length')), atMost: optional(count('The greatest length')) },
        checkRange,
      ),
    ),
    ofLength,
  ),
};

type Operators = typeof OPERATORS;
export type OperatorName = keyof Operators;
/** The operators of one assertion with their operands. */
export type Operands = {
  readonly [Name in OperatorName]?: Operators[Name] extends Operator<infer Operand> ? Operand : never;
};

export const OPERATOR_NAMES = Object.keys(OPERATORS) as readonly OperatorName[];

/**
 * Compiles the operators that an assertion names. All of them must hold.
 * @throws PatternError
 */
export function compileOperators(
  operands: Operands,
  compilePattern: CompilePattern,
): ReadonlyMap<OperatorName, ValueTest> {
  const tests = new Map<OperatorName, ValueTest>();
  for (const name of OPERATOR_NAMES) {
    if (Object.hasOwn(operands, name)) {
      tests.set(name, (OPERATORS[name] as Operator<unknown>).compile(operands[name], compilePattern));
    }
  }
  return tests;
}

function quantity(description: string): Schema<string | number | boolean> {
  return scalar(description, (value) =>
    parseQuantity(value) === undefined ? 'not a Kubernetes quantity such as 500m, 2 or 8Gi' : undefined,
  );
}

function count(description: string): Schema<number> {
  return number(description, { integer: true, minimum: 0, maximum: 1_000_000_000 });
}

function checkRange({ atLeast, atMost }: Range): RecordFault | undefined {
  if (atLeast === undefined && atMost === undefined) {
    return { field: '', message: 'needs atLeast, atMost or both' };
  }
  return atLeast !== undefined && atMost !== undefined && atLeast > atMost
    ? { field: 'atMost', message: `atMost ${atMost} is below atLeast ${atLeast}: nothing can hold` }
    : undefined;
}
