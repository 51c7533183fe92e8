import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import { workloadOf } from '../support/pods.ts';
import { ownRule, problemsIn } from './harness.ts';

/** Random conditions over random objects: what must be true of all of them. */

const leaf = fc.oneof(
  fc.constantFrom<unknown>('a', 'team-a', '', 0, 1, true, null),
  fc.array(fc.constantFrom<unknown>('a', 1, null), { maxLength: 3 }),
);
const value = fc.oneof(
  leaf,
  fc.dictionary(fc.constantFrom('x', 'y', 'constructor'), leaf, { maxKeys: 2 }),
  fc.array(fc.dictionary(fc.constantFrom('x', 'y'), leaf, { maxKeys: 2 }), { maxLength: 3 }),
);
const object = fc.dictionary(fc.constantFrom('v', 'w', 'x'), value, { maxKeys: 3 }).map(
  (fields): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [] },
    data: fields,
  }),
);

const operators = fc.constantFrom<JsonObject>(
  { exists: true },
  { absent: true },
  { equals: 'a' },
  { notEquals: 1 },
  { in: ['a', 1] },
  { matches: 'team-*' },
  { contains: 'a' },
  { atMost: 0 },
  { length: { atLeast: 1 } },
  { equals: 'a', whenMissing: 'pass' },
  { exists: true, atLeast: 1 },
);
const paths = [
  '$.data.v',
  '$.data.v.x',
  '$.data.v[0]',
  '$.data.v[*]',
  '$.data.*',
  '$.data.v[*].x',
  '$..x',
  '$.data.w[1:]',
  '$.data.constructor',
];
const assertion = fc
  .tuple(fc.constantFrom(...paths), operators)
  .map(([path, rest]): JsonObject => ({ assert: { path, ...rest } }));
const { condition } = fc.letrec<{ condition: JsonObject }>((tie) => {
  const parts = fc.array(tie('condition'), { minLength: 1, maxLength: 3 });
  return {
    condition: fc.oneof(
      { maxDepth: 4 },
      assertion,
      parts.map((any) => ({ any })),
      parts.map((all) => ({ all })),
      tie('condition').map((not) => ({ not })),
    ),
  };
});

type Outcome = 'holds' | 'fails' | 'cannot judge';

function outcome(rule: JsonObject, subject: JsonObject): Outcome {
  const messages = problemsIn(ownRule({ message: 'm', ...rule }), workloadOf(subject)).map(({ message }) => message);
  if (messages.length === 0) return 'holds';
  return messages.every((message) => message.includes('cannot be judged')) ? 'cannot judge' : 'fails';
}

const partsOf = (rule: JsonObject): readonly JsonObject[] => (rule.any ?? rule.all ?? [rule]) as readonly JsonObject[];
const negations = (rule: JsonObject) => partsOf(rule).map((not) => ({ not }));

test('property: two negations are none', () => {
  return fc.assert(
    fc.property(condition, object, (rule, subject) => {
      expect(outcome({ not: { not: rule } }, subject)).toBe(outcome(rule, subject));
    }),
    { numRuns: 500 },
  );
});

test('property: the laws of De Morgan', () => {
  return fc.assert(
    fc.property(condition, object, (rule, subject) => {
      const parts = partsOf(rule);
      expect(outcome({ not: { any: parts } }, subject)).toBe(outcome({ all: negations(rule) }, subject));
      expect(outcome({ not: { all: parts } }, subject)).toBe(outcome({ any: negations(rule) }, subject));
    }),
    { numRuns: 500 },
  );
});

test('property: what cannot be judged cannot be judged negated, so that never both hold by doubt', () => {
  return fc.assert(
    fc.property(assertion, object, (rule, subject) => {
      const [plain, negated] = [outcome(rule, subject), outcome({ not: rule }, subject)];
      if (plain === 'cannot judge') expect(negated).not.toBe('holds');
    }),
    { numRuns: 500 },
  );
});

test('property: forEach over one element says what the rule says of the element', () => {
  return fc.assert(
    fc.property(condition, object, (rule, subject) => {
      const wrapped = { ...subject, list: [subject] };
      expect(outcome({ forEach: '$.list', ...rule }, wrapped)).toBe(outcome(rule, subject));
    }),
    { numRuns: 500 },
  );
});

test('property: every problem has a place that exists', () => {
  return fc.assert(
    fc.property(condition, object, (rule, subject) => {
      for (const { path } of problemsIn(ownRule(rule), workloadOf(subject))) {
        const found = path.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], subject);
        expect(found).toBeDefined();
      }
    }),
    { numRuns: 500 },
  );
});
