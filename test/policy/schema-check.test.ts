import { describe, expect, test } from '@jest/globals';
import {
  choice,
  type Infer,
  list,
  number,
  optional,
  record,
  required,
  type Schema,
  text,
  variant,
  word,
} from '../../src/model/schema.ts';
import { POLICY_LIMITS, parseYaml } from '../../src/parse/yaml.ts';
import { ProblemList } from '../../src/policy/problem-list.ts';
import { checkDocument } from '../../src/policy/schema-check.ts';
import { problemsOf } from './harness.ts';

type Shape = { shape: 'circle'; radius: number } | { shape: 'point' };

const SHAPE = variant<Shape>('A shape', 'shape', {
  circle: { description: 'A circle', fields: { radius: required(number('Radius', { minimum: 0, maximum: 10 })) } },
  point: { description: 'A point', fields: {} },
});

/** A tree of words, to have a schema that holds itself. */
type Tree = { leaf: string } | { branches: readonly Tree[] };
const TREE: Schema<Tree> = choice('tree', 'A tree', () => ({
  leaf: record('A leaf', { leaf: required(word('Colour', ['red', 'green'])), note: optional(text('A note')) }),
  branches: record('Branches', { branches: required(list('Trees', TREE, { minItems: 2 })) }),
}));

function check<S extends Schema>(
  schema: S,
  yaml: string,
): { value: Infer<S> | undefined; problems: readonly string[] } {
  const problems = new ProblemList();
  const [document] = parseYaml('file.yaml', yaml, POLICY_LIMITS);
  if (document === undefined) throw new Error('no document');
  const value = checkDocument(document, schema, problems);
  return { value, problems: problemsOf(() => problems.throwIfAny()) };
}

describe('variants', () => {
  test('each has fields of its own', () => {
    expect(check(SHAPE, 'shape: circle\nradius: 2\n')).toEqual({ value: { shape: 'circle', radius: 2 }, problems: [] });
    expect(check(SHAPE, 'shape: point\n').value).toEqual({ shape: 'point' });
  });

  test.each([
    ['shape: point\nradius: 2\n', 'file.yaml:2:1: radius: unknown field; there are shape'],
    ['shape: circle\n', 'file.yaml:1:1: needs the field "radius"'],
    ['shape: circle\nradius: 11\n', 'file.yaml:2:9: radius: is 11; expected a number from 0 to 10'],
    ['shape: cirlce\n', 'file.yaml:1:8: shape: unknown shape "cirlce"; did you mean "circle"?'],
    ['shape: [circle]\n', 'file.yaml:1:8: shape: expected a string, found a list'],
    ['radius: 2\n', 'file.yaml:1:1: shape: expected a string, found nothing (null)'],
    ['circle\n', 'file.yaml:1:1: expected an object, found the string "circle"'],
  ])('%j', (yaml, problem) => {
    expect(check(SHAPE, yaml)).toEqual({ value: undefined, problems: [problem] });
  });
});

describe('choices', () => {
  test('may hold themselves', () => {
    const yaml = 'branches:\n  - leaf: red\n  - branches: [{ leaf: green, note: n }, { leaf: red }]\n';
    expect(check(TREE, yaml).problems).toEqual([]);
  });

  test('every problem is told, at its place', () => {
    const yaml = 'branches:\n  - leaf: blue\n    nota: x\n  - branches: [{ leaf: red }]\n  - laef: red\n  - note: x\n';
    expect(check(TREE, yaml).problems).toEqual([
      'file.yaml:2:11: branches[0].leaf: unknown value "blue"; expected one of red, green',
      'file.yaml:3:5: branches[0].nota: unknown field; did you mean "note"?',
      'file.yaml:4:15: branches[1].branches: has 1 items; at least 2 are needed',
      'file.yaml:5:5: branches[2].laef: unknown field; did you mean "leaf"?',
      'file.yaml:6:5: branches[3]: a tree needs one of leaf, branches',
    ]);
  });
});

test('a check of a whole record waits until its fields are well-formed', () => {
  const range = record('A range', { low: required(number('Low')), high: required(number('High')) }, ({ low, high }) =>
    low > high ? { field: 'high', message: 'is below low' } : undefined,
  );
  expect(check(range, 'low: 2\nhigh: 1\n').problems).toEqual(['file.yaml:2:7: high: is below low']);
  expect(check(range, 'low: 2\nhigh: x\n').problems).toEqual([
    'file.yaml:2:7: high: expected a number, found the string "x"',
  ]);
});
