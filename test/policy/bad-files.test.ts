import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { load, policyText, problemsOf } from './harness.ts';

const HEAD = 'apiVersion: tidewaiter.dev/v1alpha1\nkind: AdmissionPolicy\nmetadata: { name: a }\nspec:\n';
const RULES = '  rules: [{ rule: run-as-non-root }]\n';

/** Every one of these must end in problems with a place, never in another error and never in a policy. */
function refusal(text: string): readonly string[] {
  const problems = problemsOf(() => load(text));
  expect(problems.length).toBeGreaterThan(0);
  for (const problem of problems) expect(problem).toMatch(/^policy\.yaml:[1-9]\d*:[1-9]\d*: ./);
  return problems;
}

describe('size and expansion', () => {
  const bomb = Array.from({ length: 9 }, (_, level) =>
    level === 0 ? 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]' : `a${level}: &a${level} [${`*a${level - 1}, `.repeat(10)}]`,
  ).join('\n');

  test.each<[string, string]>([
    ['an alias bomb', `${bomb}\n`],
    ['one alias', `${HEAD}  x: &x Deny\n  action: *x\n${RULES}`],
    ['a circular alias', `${HEAD}  action: &a [*a]\n${RULES}`],
    ['30,000 keys', HEAD + Array.from({ length: 18_000 }, (_, index) => `  key${index}: 1\n`).join('')],
    [
      '30,000 short keys in a row',
      `{${Array.from({ length: 30_000 }, (_, index) => `${index.toString(36)}: 1`).join(',')}}`,
    ],
    ['30,000 keys that are all the same', `{${'a: 1,'.repeat(30_000)}}`],
    ['20,000 anchors', `[${Array.from({ length: 20_000 }, (_, index) => `&a${index} 1`).join(',')}]`],
    ['deep flow lists', '['.repeat(100_000)],
    ['deep and closed', `${'['.repeat(200)}${']'.repeat(200)}`],
    ['deep block maps', Array.from({ length: 100 }, (_, level) => `${' '.repeat(level)}a:\n`).join('')],
    ['a file that is too large', `${HEAD}${RULES}# ${'x'.repeat(256 * 1_024)}\n`],
  ])('%s', (_, text) => {
    refusal(text);
  });

  test('a long comment within the size is only a comment', () => {
    expect(load(`${HEAD}${RULES}# ${'x'.repeat(200_000)}\n`).policies).toHaveLength(1);
  });
});

describe('surprises of YAML', () => {
  test.each<[string, string]>([
    ['merge keys', `${HEAD}  <<: { action: Audit }\n${RULES}`],
    ['a directive', `%YAML 1.1\n---\n${HEAD}${RULES}`],
    ['a custom tag', `${HEAD}  action: !!js/function "x"\n${RULES}`],
    ['a local tag', `${HEAD}  action: !mine Deny\n${RULES}`],
    ['a byte order mark', `\uFEFF${HEAD}${RULES}`],
    ['NUL', `${HEAD}  action: "De\u0000ny"\n${RULES}`],
    ['tabs for indentation', `${HEAD}\taction: Deny\n${RULES}`],
    ['duplicate keys', `${HEAD}  action: Deny\n  action: Audit\n${RULES}`],
    ['duplicate keys in two spellings', `${HEAD}  action: Deny\n  "act\\u0069on": Audit\n${RULES}`],
    ['a key that is a list', `${HEAD}  ? [a]\n  : 1\n${RULES}`],
    ['an unclosed quote', `${HEAD}  action: "Deny\n${RULES}`],
    ['a lone colon', `${HEAD}  action: Deny: Audit\n${RULES}`],
  ])('%s', (_, text) => {
    refusal(text);
  });

  const rule = (field: string): string =>
    `${HEAD}  rules:\n    - id: a\n      message: m\n      assert: { path: $.a, ${field} }\n`;

  test.each<[string, string]>([
    ['yes for a boolean', rule('exists: yes')],
    ['on for a boolean', rule('exists: on')],
    ['True in quotes for a boolean', rule('exists: "True"')],
    ['a number for a string', rule('matches: 1')],
    ['octal for a string', rule('matches: 0o17')],
    ['an exponent for a string', rule('matches: 1e3')],
    ['an underscore for a number', rule('atMost: 1_000')],
    ['infinity', rule('atMost: .inf')],
    ['not a number', rule('atMost: .nan')],
    ['an integer beyond what can be told apart', rule('atMost: 123456789012345678901234567890')],
    ['null', rule('equals: ~')],
    ['a boolean for a string', rule('matches: true')],
  ])('%s', (_, text) => {
    refusal(text);
  });

  test('what looks like JSON is read as JSON', () => {
    const pretty = JSON.stringify(JSON.parse(policyText([{ rule: 'run-as-non-root' }])), null, 2);
    expect(load(pretty).policies).toHaveLength(1);
  });

  test('a truncated file is refused at any length', () => {
    const text = `${HEAD}  action: Warn\n  match: { kinds: [Pod] }\n  rules:\n    - id: abc\n      message: "{{ value }}"\n      assert: { path: $.a, in: [x, y] }\n`;
    const whole = load(text).version;
    for (let length = 0; length < text.length - 1; length += 1) {
      const part = text.slice(0, length);
      const problems = problemsOf(() => load(part));
      if (problems.length === 0) expect(load(part).version).not.toBe(whole);
      for (const problem of problems) expect(problem).toMatch(/^policy\.yaml:\d+:\d+: /);
    }
    expect(problemsOf(() => load(text.slice(0, -4)))).not.toEqual([]);
  });
});

describe('hostile text in every place', () => {
  const hostile = [
    '__proto__',
    'constructor',
    'a\u202eb',
    '{{ value }}',
    '$..'.repeat(80),
    '(a+)+'.repeat(100),
    '*'.repeat(2_000),
    '\\',
  ];
  const places: readonly ((text: string) => JsonObject)[] = [
    (text) => ({ rule: text }),
    (text) => ({ rule: 'run-as-non-root', [text]: true }),
    (text) => ({ id: `${text}_`, message: 'm', assert: { path: '$.a', exists: true } }),
    (text) => ({ id: 'a', message: `${text}{{`, assert: { path: '$.a', exists: true } }),
    (text) => ({ id: 'a', message: 'm', assert: { path: text, exists: true } }),
    (text) => ({ id: 'a', message: 'm', assert: { path: '$.a', [text]: 1 } }),
    (text) => ({ id: 'a', message: 'm', forEach: text, assert: { path: '$.a', exists: true } }),
    (text) => ({ id: 'a', message: 'm', [text]: { path: '$.a', exists: true } }),
    (text) => ({ id: 'a', message: 'm', assert: { path: '$.a', quantityAtMost: text } }),
  ];

  test.each(places.map((place, index) => [index, place] as const))('place %i', (_, place) => {
    for (const text of hostile) {
      for (const problem of refusal(policyText([place(text)]))) {
        expect(problem).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(problem.length).toBeLessThan(1_200);
      }
    }
  });
});
