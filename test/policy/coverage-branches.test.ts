import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { ownRule, policyText, problemsIn } from './harness.ts';
import { condition, object } from './random-conditions.ts';
import { has, labelled, marks, watched } from './watched.ts';

/** What an own rule over some objects shows of its branches, named from the rule on. */
function branches(rule: JsonObject, ...objects: readonly JsonObject[]): Readonly<Record<string, string>> {
  const { coverage, policySet } = watched(policyText([{ id: 'own', message: 'broken', ...rule }]));
  const [seen] = policySet.policies[0]?.rules ?? [];
  for (const object of objects) if (seen !== undefined) problemsIn(seen, workloadOf(object));
  const entries = Object.entries(marks(coverage, 'branch'));
  return Object.fromEntries(entries.map(([name, shown]) => [name.replace('spec.rules[0].', ''), shown]));
}

describe('a branch', () => {
  const any = { any: [has('a'), has('b')] };
  const all = { all: [has('a'), has('b')] };
  test.each<[string, JsonObject, readonly JsonObject[], Readonly<Record<string, string>>]>([
    ['any: the first decides', any, [labelled('a', 'b')], { 'any[0]': '+', 'any[1]': '' }],
    ['any: the second decides', any, [labelled('b')], { 'any[0]': '-', 'any[1]': '+' }],
    ['any: none holds', any, [labelled()], { 'any[0]': '-', 'any[1]': '-' }],
    ['any: all of it', any, [labelled(), labelled('a'), labelled('b')], { 'any[0]': '+-', 'any[1]': '+-' }],
    ['all: both hold', all, [labelled('a', 'b')], { 'all[0]': '+', 'all[1]': '+' }],
    ['all: the second fails', all, [labelled('a')], { 'all[0]': '+', 'all[1]': '-' }],
    ['all: explaining the first asks the second, which had no say', all, [labelled()], { 'all[0]': '-', 'all[1]': '' }],
    ['not holds', { not: has('a') }, [labelled()], { not: '+' }],
    ['not fails', { not: has('a') }, [labelled('a')], { not: '-' }],
    ['a part that is a not counts once', { any: [{ not: has('a') }] }, [labelled('a')], { 'any[0]': '-' }],
    [
      'under not, the first that holds decides',
      { not: any },
      [labelled('a')],
      { not: '-', 'not.any[0]': '+', 'not.any[1]': '' },
    ],
    ['under not, none holds', { not: any }, [labelled()], { not: '+', 'not.any[0]': '-', 'not.any[1]': '-' }],
    [
      'two nots are none',
      { not: { not: all } },
      [labelled('a')],
      { not: '-', 'not.not.all[0]': '+', 'not.not.all[1]': '-' },
    ],
    [
      'any in all',
      { all: [any, has('c')] },
      [labelled('b', 'c'), labelled('c')],
      { 'all[0]': '+-', 'all[0].any[0]': '-', 'all[0].any[1]': '+-', 'all[1]': '+' },
    ],
    ['what cannot be judged is neither', { any: [has('a.b')] }, [labelled('a')], { 'any[0]': '?' }],
    [
      'what cannot be judged is neither, under not as well',
      { not: { all: [has('a.b')] } },
      [labelled('a')],
      { not: '?', 'not.all[0]': '?' },
    ],
    [
      'a built-in rule',
      { any: [{ rule: 'disallow-privileged' }, has('a')] },
      [labelled()],
      { 'any[0]': '+', 'any[1]': '' },
    ],
    [
      'of forEach: every element counts, also after one that fails',
      { forEach: '$.metadata.list', any: [{ assert: { path: '$', equals: 1 } }, { assert: { path: '$', equals: 2 } }] },
      [goodPod({}, { list: [3, 2] }), goodPod({}, { list: [1] })],
      { 'any[0]': '+-', 'any[1]': '+-' },
    ],
    [
      'of forEach over nothing',
      { forEach: 'initContainers', any: [{ assert: { path: '$.name', exists: true } }] },
      [goodPod()],
      { 'any[0]': '' },
    ],
    ['none in a rule that is one assertion', has('a'), [labelled()], {}],
  ])('%s', (_, rule, objects, expected) => {
    expect(branches(rule, ...objects)).toEqual(expected);
  });

  const rules = fc.oneof(
    condition,
    condition.map((not) => ({ not })),
  );

  test('property: watching changes no verdict', () => {
    return fc.assert(
      fc.property(rules, object, (rule, subject) => {
        const { policySet } = watched(policyText([{ id: 'own', message: 'm {{ value }}', ...rule }]));
        const [seen] = policySet.policies[0]?.rules ?? [];
        const workload = workloadOf(subject);
        expect(seen && problemsIn(seen, workload)).toEqual(
          problemsIn(ownRule({ message: 'm {{ value }}', ...rule }), workload),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('property: a part is reached until one decides, and shows what it says by itself', () => {
    const forms = fc.constantFrom('any', 'all');
    const parts = fc.array(condition, { minLength: 1, maxLength: 3 });
    return fc.assert(
      fc.property(forms, parts, fc.boolean(), object, (form, conditions, negated, subject) => {
        const decides = form === 'any' ? '+' : '-';
        const alone = conditions.map((part) => saidOf(part, negated, subject));
        const decided = alone.indexOf(decides);
        const expected = alone.map((said, index) => (decided !== -1 && index > decided ? '' : said));
        const rule = { [form]: conditions };
        const shown = branches(negated ? { not: rule } : rule, subject);
        const prefix = negated ? 'not.' : '';
        expect(conditions.map((_, index) => shown[`${prefix}${form}[${index}]`])).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

/** What a part comes to as a rule of its own. Under not, an assertion asks that no value passes. */
function saidOf(part: JsonObject, negated: boolean, subject: JsonObject): string {
  const rule = ownRule({ message: 'm', ...(negated ? { not: part } : part) });
  const messages = problemsIn(rule, workloadOf(subject)).map(({ message }) => message);
  if (messages.length === 0) return negated ? '-' : '+';
  if (messages.every((message) => message.includes('cannot be judged'))) return '?';
  return negated ? '+' : '-';
}
