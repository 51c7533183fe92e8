import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { Effort } from '../../src/policy/effort.ts';
import { Patterns } from '../../src/policy/pattern.ts';
import { goodContainer, goodPod, workloadOf } from '../support/pods.ts';
import { faultsOf, judge, load, messagesOf, ownRule, policyText, problemsIn, problemsOf } from './harness.ts';

describe('patterns that do not load', () => {
  test.each<[string, string, string]>([
    ['look-ahead', '(?=a)a', 'unsupported Perl syntax'],
    ['look-behind', '(?<=a)b', 'not a regular expression in RE2 syntax'],
    ['back-reference', '(a)\\1', 'invalid escape sequence'],
    ['repeat over 1000', 'a{1001}', 'invalid repeat count'],
    ['nested repeats over 1000', '((a{100}){100}){100}', 'invalid repeat count'],
    ['unbalanced', '(a', 'missing closing )'],
    ['a bare star', '*a', 'missing argument to repetition operator'],
    ['too many instructions', '[a-z]{1000}'.repeat(5), 'the pattern is too large'],
    ['deep nesting', '('.repeat(1_010).slice(0, 1_010), 'not a regular expression in RE2 syntax'],
  ])('pattern with %s', (_, pattern, fault) => {
    const faults = faultsOf({ id: 'own', message: 'm', assert: { path: '$.a', pattern } });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('assert.pattern: ');
    expect(faults[0]).toContain(fault);
  });

  test('nor do patterns that are too large together', () => {
    const rule = (index: number) => {
      const assert = { path: '$.a', pattern: `a{900}b{${index + 1}}` };
      return { id: `own-${index}`, message: 'm', not: { assert } };
    };
    const policy = (count: number) => policyText(Array.from({ length: count }, (_, index) => rule(index)));
    const last = problemsOf(() => load(policy(256))).at(-1);
    expect(last).toMatch(
      /rules\[255\]\.not\.assert\.pattern: the patterns of all policies .* 250000 instructions together/,
    );
    expect(problemsOf(() => load(policy(200)))).toEqual([]);
  });

  test('the same pattern counts once', () => {
    const rules = Array.from({ length: 256 }, (_, index) => ({
      id: `own-${index}`,
      message: 'm',
      assert: { path: '$.a', pattern: '[a-z]{1000}x{900}' },
    }));
    expect(problemsOf(() => load(policyText(rules)))).toEqual([]);
  });
});

describe('patterns run in linear time', () => {
  test.each(['(a+)+', '(a|a)*', '(a|aa)+', '(.*a){20}', '(x+x+)+y'])('%s over 10 KB', (pattern) => {
    expect(judge({ pattern }, `${'a'.repeat(10_240)}!`)).toBe('fails');
  });

  test('a large pattern over a long text cannot be judged, whatever it would say', () => {
    expect(judge({ pattern: '[ab]{1000}c?' }, 'a'.repeat(1_000))).toBe('holds');
    expect(judge({ pattern: '[ab]{1000}c?' }, 'a'.repeat(100_000))).toBe('cannot judge');
  });

  test('nor can many texts that are too long together, where each is not', () => {
    const texts = (count: number) =>
      messagesOf(
        { forEach: 'containers', not: { assert: { path: '$.args[*]', pattern: '[ab]*a[ab]{200}c' } } },
        goodPod({ containers: [1, 2].map(() => goodContainer({ args: Array(count).fill('a'.repeat(1_000)) })) }),
      );
    expect(texts(5)).toEqual([]);
    expect(texts(50).at(-1)).toMatch(/cannot be judged: pattern needs strings of at most \d+ characters together/);
  });

  test('each rule and each object has an effort of its own', () => {
    const text = 'a'.repeat(4_000);
    const object = goodPod({}, { annotations: { text } });
    const rule = ownRule({ not: { assert: { path: '$.metadata.annotations.text', pattern: '[ab]*a[ab]{800}c' } } });
    for (let time = 0; time < 3; time += 1) expect(problemsIn(rule, workloadOf(object))).toEqual([]);
  });
});

test('property: a pattern says what the whole-text match of the library says, also of texts made to exhaust its memory', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '.',
    '*',
    '+',
    '?',
    '|',
    '(',
    ')',
    '[ab]',
    '{2}',
    '[ab]{20}',
    '^',
    '$',
    '\\b',
  );
  const source = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n'), maxLength: 30 });
  const patterns = new Patterns();
  const compile = (pattern: string): RE2JS | undefined => {
    try {
      return RE2JS.compile(pattern);
    } catch {
      return undefined;
    }
  };
  void fc.assert(
    fc.property(source, fc.array(text, { maxLength: 20 }), (pattern, texts) => {
      const oracle = compile(pattern);
      fc.pre(oracle !== undefined);
      const { matches } = patterns.compile(pattern, new Effort());
      expect(texts.map(matches)).toEqual(texts.map((each) => oracle?.testExact(each)));
    }),
    { numRuns: 500 },
  );
  const random = fc.sample(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 4_000, maxLength: 4_000 }), 20);
  const { matches } = patterns.compile('[ab]*a[ab]{20}', new Effort());
  expect(random.map(matches)).toEqual(random.map((each) => each.at(-21) === 'a'));
});
