import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import { Effort } from '../../src/policy/effort.ts';
import { compileOperators, type Operands } from '../../src/policy/operators.ts';
import { Patterns } from '../../src/policy/pattern.ts';
import { FAILS, HOLDS, UNJUDGED } from '../../src/policy/verdict.ts';
import { faultsOf, judge } from './harness.ts';

type Outcome = ReturnType<typeof judge>;
type Case = readonly [operators: JsonObject, value: unknown, outcome: Outcome];

describe('what each operator says of a value', () => {
  test.each<Case>([
    [{ exists: true }, 'x', 'holds'],
    [{ exists: true }, '', 'holds'],
    [{ exists: true }, false, 'holds'],
    [{ exists: true }, null, 'fails'],
    [{ exists: true }, undefined, 'fails'],
    [{ absent: true }, 'x', 'fails'],
    [{ absent: true }, null, 'holds'],
    [{ absent: true }, undefined, 'holds'],

    [{ equals: 'a' }, 'a', 'holds'],
    [{ equals: 'a' }, 'A', 'fails'],
    [{ equals: 1 }, 1, 'holds'],
    [{ equals: 1 }, '1', 'cannot judge'],
    [{ equals: false }, false, 'holds'],
    [{ equals: true }, 'true', 'cannot judge'],
    [{ equals: ['a', { b: 1 }] }, ['a', { b: 1 }], 'holds'],
    [{ equals: ['a', 'b'] }, ['b', 'a'], 'fails'],
    [{ equals: ['a'] }, ['a', 'b'], 'fails'],
    [{ equals: { a: 1, b: [2] } }, { b: [2], a: 1 }, 'holds'],
    [{ equals: { a: 1 } }, { a: 1, b: 2 }, 'fails'],
    [{ equals: { a: 1 } }, { b: 1 }, 'fails'],
    [{ equals: { a: 1 } }, [1], 'cannot judge'],
    [{ equals: 'a' }, undefined, 'fails'],
    [{ notEquals: 'a' }, 'b', 'holds'],
    [{ notEquals: 'a' }, 'a', 'fails'],
    [{ notEquals: '0' }, 0, 'cannot judge'],
    [{ notEquals: 'a' }, undefined, 'fails'],
    [{ in: ['a', 'b'] }, 'b', 'holds'],
    [{ in: ['a', 'b'] }, 'c', 'fails'],
    [{ in: ['a', 'b'] }, 1, 'cannot judge'],
    [{ in: ['http', 80] }, 80, 'holds'],
    [{ in: ['http', 80] }, '80', 'fails'],
    [{ in: [['a'], { b: 1 }] }, { b: 1 }, 'holds'],
    [{ in: [['a'], { b: 1 }] }, ['b'], 'fails'],
    [{ notIn: ['a', 'b'] }, 'c', 'holds'],
    [{ notIn: ['a', 'b'] }, 'a', 'fails'],
    [{ notIn: ['a', 'b'] }, true, 'cannot judge'],
    [{ notIn: ['a'] }, undefined, 'fails'],

    [{ matches: 'team-*' }, 'team-red', 'holds'],
    [{ matches: 'team-*' }, 'my-team-red', 'fails'],
    [{ matches: 'team-?' }, 'team-12', 'fails'],
    [{ matches: 'team-*' }, 7, 'cannot judge'],
    [{ pattern: 'v[0-9]+' }, 'v12', 'holds'],
    [{ pattern: 'v[0-9]+' }, 'xv12', 'fails'],
    [{ pattern: 'v[0-9]+' }, 'v12x', 'fails'],
    [{ pattern: 'v[0-9]+' }, 'v12\n', 'fails'],
    [{ pattern: 'a|ab' }, 'ab', 'holds'],
    [{ pattern: 'a|b' }, 'xb', 'fails'],
    [{ pattern: '(?i)abc' }, 'ABC', 'holds'],
    [{ pattern: 'a' }, ['a'], 'cannot judge'],

    [{ contains: 'b' }, 'abc', 'holds'],
    [{ contains: 'x' }, 'abc', 'fails'],
    [{ contains: 'b' }, ['a', 'b'], 'holds'],
    [{ contains: 'x' }, ['a', 'b'], 'fails'],
    [{ contains: '' }, 'abc', 'cannot judge'],
    [{ contains: '' }, ['a', ''], 'holds'],
    [{ contains: '' }, ['a'], 'fails'],
    [{ contains: 'a' }, ['abc'], 'fails'],
    [{ contains: { a: 1 } }, [{ a: 1 }], 'holds'],
    [{ contains: 1 }, '1', 'cannot judge'],
    [{ contains: 'a' }, { a: 1 }, 'cannot judge'],
    [{ containsAll: ['NET_RAW', 'ALL'] }, ['ALL', 'NET_RAW', 'X'], 'holds'],
    [{ containsAll: ['NET_RAW', 'ALL'] }, ['ALL'], 'fails'],
    [{ containsAll: ['a', 'c'] }, 'abc', 'holds'],
    [{ containsAll: ['a', 'x'] }, 'abc', 'fails'],
    [{ containsAll: ['a', 1] }, 'a1', 'cannot judge'],
    [{ containsAll: ['a', ''] }, 'a', 'cannot judge'],
    [{ containsAll: ['a'] }, 1, 'cannot judge'],

    [{ lessThan: 3 }, 2, 'holds'],
    [{ lessThan: 3 }, 3, 'fails'],
    [{ atMost: 3 }, 3, 'holds'],
    [{ atMost: 3 }, 3.5, 'fails'],
    [{ atLeast: 3 }, 3, 'holds'],
    [{ atLeast: 3 }, 2, 'fails'],
    [{ greaterThan: 3 }, 4, 'holds'],
    [{ greaterThan: 3 }, 3, 'fails'],
    [{ atMost: -1 }, -2, 'holds'],
    [{ atMost: 3 }, '2', 'cannot judge'],
    [{ atMost: 3 }, [], 'cannot judge'],

    [{ quantityAtMost: '8Gi' }, '8192Mi', 'holds'],
    [{ quantityAtMost: '8Gi' }, '8Gi', 'holds'],
    [{ quantityAtMost: '8Gi' }, '8193Mi', 'fails'],
    [{ quantityAtMost: '8Gi' }, '9G', 'fails'],
    [{ quantityAtMost: 1 }, '1000m', 'holds'],
    [{ quantityAtMost: '500m' }, 1, 'fails'],
    [{ quantityAtLeast: '100m' }, '0.1', 'holds'],
    [{ quantityAtLeast: '100m' }, '99m', 'fails'],
    [{ quantityAtMost: '1' }, 'lots', 'cannot judge'],
    [{ quantityAtMost: '1' }, true, 'cannot judge'],

    [{ length: 3 }, 'abc', 'holds'],
    [{ length: 2 }, 'abc', 'fails'],
    [{ length: 2 }, 'a\u{1f6a2}', 'holds'],
    [{ length: 0 }, '', 'holds'],
    [{ length: 2 }, [1, 2], 'holds'],
    [{ length: 1 }, { a: 1 }, 'holds'],
    [{ length: { atLeast: 1 } }, [], 'fails'],
    [{ length: { atMost: 2 } }, 'abc', 'fails'],
    [{ length: { atLeast: 1, atMost: 3 } }, 'abc', 'holds'],
    [{ length: 1 }, 1, 'cannot judge'],
  ])('%j of %j', (operators, value, outcome) => {
    expect(judge(operators, value)).toBe(outcome);
  });

  test('several operators must all hold; a failure outweighs a doubt', () => {
    expect(judge({ matches: 'a*', length: 2 }, 'ab')).toBe('holds');
    expect(judge({ matches: 'a*', length: 2 }, 'abc')).toBe('fails');
    expect(judge({ matches: 'a*', atMost: 2 }, 'ab')).toBe('cannot judge');
    expect(judge({ matches: 'b*', atMost: 2 }, 'ab')).toBe('fails');
    expect(judge({ exists: true, equals: 'a' }, 'b')).toBe('fails');
  });

  test('names from prototypes are no fields', () => {
    expect(judge({ equals: {} }, JSON.parse('{"__proto__": 1}'))).toBe('fails');
    expect(judge({ equals: JSON.parse('{"__proto__": 1}') as unknown }, { a: 1 })).toBe('fails');
    expect(judge({ equals: JSON.parse('{"__proto__": 1}') as unknown }, JSON.parse('{"__proto__": 1}'))).toBe('holds');
    expect(judge({ equals: { constructor: 1 } }, {})).toBe('fails');
  });
});

describe('operands that are refused', () => {
  const onlyFault = (operators: JsonObject) =>
    faultsOf({ id: 'own', message: 'm', assert: { path: '$.a', ...operators } });

  test.each<[JsonObject, string]>([
    [{}, 'spec.rules[0].assert: needs an operator: exists, absent, equals'],
    [{ exists: false }, 'assert.exists: can only be true'],
    [{ absent: 'yes, please' }, 'assert.absent: expected true, found the string "yes, please"'],
    [{ absent: true, equals: 1 }, 'assert.absent: absent excludes every other operator'],
    [{ exists: true, whenMissing: 'pass' }, 'assert.whenMissing: exists and whenMissing: pass contradict each other'],
    [
      { equals: null },
      'assert.equals: expected a value, found nothing (null); to ask for a missing one, write absent: true',
    ],
    [{ in: [] }, 'assert.in: is empty'],
    [{ in: 'a' }, 'assert.in: expected a list, found the string "a"'],
    [{ in: ['a', null] }, 'assert.in[1]: expected a value, found nothing (null)'],
    [{ in: Array.from({ length: 257 }, () => 1) }, 'assert.in: has 257 items, more than 256'],
    [{ matches: 1 }, 'assert.matches: expected a string, found the number 1; put it in quotes'],
    [{ matches: 'a\\' }, 'assert.matches: '],
    [{ lessThan: '3' }, 'assert.lessThan: expected a number, found the string "3"'],
    [{ quantityAtMost: '8 GB' }, 'assert.quantityAtMost: not a Kubernetes quantity'],
    [{ quantityAtMost: true }, 'assert.quantityAtMost: not a Kubernetes quantity'],
    [{ quantityAtMost: [] }, 'assert.quantityAtMost: expected a string, number or boolean, found a list'],
    [{ length: -1 }, 'assert.length: is -1; expected a whole number from 0'],
    [{ length: 1.5 }, 'assert.length: expected a whole number, found the number 1.5'],
    [{ length: {} }, 'assert.length: needs atLeast, atMost or both'],
    [{ length: { atLeast: 3, atMost: 2 } }, 'assert.length.atMost: atMost 2 is below atLeast 3'],
    [{ length: { min: 3 } }, 'assert.length.min: unknown field; there are atLeast, atMost'],
    [{ equal: 1 }, 'assert.equal: unknown field; did you mean "equals"?'],
  ])('%j', (operators, fault) => {
    const faults = onlyFault(operators);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });
});

test('property: a negative operator holds exactly where its opposite fails', () => {
  const scalar = fc.oneof(fc.constantFrom('a', 'b', '1'), fc.constantFrom(0, 1), fc.boolean());
  const opposites: readonly [keyof Operands, keyof Operands, boolean][] = [
    ['equals', 'notEquals', false],
    ['in', 'notIn', true],
  ];
  void fc.assert(
    fc.property(fc.array(scalar, { minLength: 1, maxLength: 3 }), scalar, (operands, value) => {
      for (const [positive, negative, takesList] of opposites) {
        const operand = takesList ? operands : operands[0];
        const verdict = (name: keyof Operands) =>
          compileOperators({ [name]: operand }, (source) => new Patterns().compile(source, new Effort()))
            .get(name)
            ?.judge(value);
        const expected = new Map([
          [HOLDS, FAILS],
          [FAILS, HOLDS],
          [UNJUDGED, UNJUDGED],
        ]).get(verdict(positive) ?? UNJUDGED);
        expect(verdict(negative)).toBe(expected);
      }
    }),
  );
});
