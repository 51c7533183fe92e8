import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { attempt } from './attempt.ts';
import { Bases } from './bases.ts';
import { CASES, SEED, TIMEOUT } from './mode.ts';
import type { Mutation } from './mutation.ts';
import { MUTATIONS } from './mutations/index.ts';
import { Random } from './random.ts';
import { spell } from './spelling.ts';
import { decideReview, reviewOf } from './whole-path.ts';

/**
 * A violating object stays denied, whatever is changed in it that does not mend it. The objects are those of the rules'
 * fixtures, each problem by itself; the changes are in mutations/, each with the condition under which it keeps a verdict.
 */

function objectsIn(value: unknown): readonly JsonObject[] {
  const inner = typeof value === 'object' && value !== null ? Object.values(value).flatMap(objectsIn) : [];
  return isObject(value) ? [value, ...inner] : inner;
}

const ids = WORKLOAD_RULES.map(({ id }) => id);
const CASES_OF_RULE = Math.ceil(CASES / ids.length);

const steps = fc.array(fc.tuple(fc.constantFrom<Mutation>(...MUTATIONS), fc.nat()), { maxLength: 6 });
const tried = new Set<string>();

describe.each(ids)('%s', (id) => {
  const isNotGotPast = async () => {
    const bases = new Bases(id);
    expect(bases.count).toBeGreaterThan(0);
    let attempts = 0;
    let foundByRule = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), steps, fc.nat(), async (index, changes, seed) => {
        const outcome = await attempt(bases.at(index), changes, seed);
        attempts += 1;
        if (outcome.isFoundByRule) foundByRule += 1;
        for (const change of outcome.changes) tried.add(change);
        if (outcome.bypass !== undefined) throw new Error(outcome.bypass);
      }),
      { numRuns: CASES_OF_RULE, seed: SEED },
    );
    // Else the shape of the objects would keep them out, and the rule would not be put to the test.
    expect(foundByRule / attempts).toBeGreaterThan(0.9);
  };
  test('is not got past', isNotGotPast, TIMEOUT);
});

test('a member that is written twice is refused, however its name is spelt', async () => {
  const base = new Bases('disallow-privileged').at(0);
  const { policySet } = base.rule;
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const random = new Random(seed);
      const review = reviewOf({ object: structuredClone(base.object), namespace: 'shop' });
      const holder = random.pick(objectsIn(review));
      const [key, value] = random.pick(Object.entries(holder ?? {})) ?? [];
      if (holder === undefined || key === undefined) return;
      const other = random.pick([value, null, false, {}, []]);
      const verdict = await decideReview(spell(review, random, { holder, key, value: other }), policySet);
      expect(verdict).toEqual({ kind: 'refused' });
    }),
    { numRuns: 300, seed: SEED },
  );
});

test('every change was tried', () => {
  expect(MUTATIONS.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});
