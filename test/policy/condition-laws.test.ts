import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import { workloadOf } from '../support/pods.ts';
import { ownRule, problemsIn } from './harness.ts';
import { assertion, condition, object } from './random-conditions.ts';

/** Random conditions over random objects: what must be true of all of them. */

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
