import { describe, expect, test } from '@jest/globals';
import { POLICY_LIMITS, type YamlLimits } from '../../src/parse/yaml.ts';
import { problemsOf, valuesOf } from './yaml-results.ts';

describe('limits', () => {
  const limits: YamlLimits = { bytes: 1_000, tokens: 100, documents: 3, depth: 3, aliases: 3, strict: false };

  test('bytes are counted in UTF-8', () => {
    expect(valuesOf(`a: ${'é'.repeat(498)}`, limits)).toHaveLength(1);
    expect(problemsOf(`a: ${'é'.repeat(499)}`, limits)).toEqual(['1:1: the file is larger than 1000 bytes: split it']);
  });

  test('tokens', () => {
    expect(problemsOf('- a\n'.repeat(100), limits)[0]).toMatch(/^\d+:\d+: more than 100 tokens: split the file$/);
  });

  test('documents', () => {
    expect(valuesOf('a\n---\nb\n---\nc\n', limits)).toHaveLength(3);
    expect(problemsOf('a\n---\nb\n---\nc\n---\nd', limits)).toEqual(['6:1: more than 3 documents: split the file']);
  });

  test.each([
    ['[[[1]]]', '[[[[1]]]]'],
    ['{a: {a: {a: 1}}}', '{a: {a: {a: {a: 1}}}}'],
    ['{"a":{"a":["x"]}}', '{"a":{"a":[["x"]]}}'],
    ['- - - 1', '- - - - 1'],
    ['a:\n b:\n  c: 1', 'a:\n b:\n  c:\n   d: 1'],
    ['- a:\n  - |\n    x', '- a:\n  - b: |\n     x'],
    ['a: &x [1]\nb: [*x]', 'a: &x [1]\nb: [[*x]]'],
    ['a: [&x 1]\nb: [[*x]]', 'a: [&x [1]]\nb: [[*x]]'],
  ])('depth: %j is read, %j is not', (fits, tooDeep) => {
    expect(valuesOf(fits, limits)).toHaveLength(1);
    expect(problemsOf(tooDeep, limits)).toEqual([
      expect.stringMatching(/: nested more than 3 levels deep: make it flatter$/),
    ]);
  });

  test('aliases are counted as they multiply', () => {
    expect(valuesOf('a: &x 1\nb: [*x, *x, *x]', limits)).toHaveLength(1);
    const message = 'more than 3 aliases in one document: write the values out';
    expect(problemsOf('a: &x 1\nb: [*x, *x, *x, *x, *x]', limits)).toEqual([`2:17: ${message}`]);
    expect(problemsOf('a: &x 1\nb: &y [*x, *x]\nc: *y', limits)).toEqual([`3:4: ${message}`]);
  });

  test('values are counted as they multiply', () => {
    const text = `a: &x [${'1,'.repeat(20)}1]\nb: [*x, *x, *x, *x]`;
    expect(problemsOf(text, { ...limits, aliases: 10 })).toEqual([
      '2:17: aliases make more than 100 values in one document: write the values out',
    ]);
  });
});

describe('hostile files come to an end', () => {
  const SIZE = POLICY_LIMITS.bytes;
  const filled = (part: string): string => part.repeat(Math.floor(SIZE / part.length) - 8);
  const counted = (part: (i: number) => string): string => {
    let text = '';
    for (let i = 0; text.length < SIZE - 100; i++) text += part(i);
    return text;
  };
  const letters = [...'bcdefghijklmnopqrst'];
  const bomb = letters.map((name, i) => `${name}: &${name} [${`*${'a'.concat(...letters)[i]},`.repeat(9)}]`);

  test.each([
    ['keys', counted((i) => `k${i}: 1\n`)],
    ['anchors', counted((i) => `- &a${i} x\n`)],
    ['comments', filled('# x\n')],
    ['blank lines', `a:${filled('\n')}`],
    ['a long scalar', `a: ${filled('x ')}`],
  ])('%s', (_, text) => {
    expect(valuesOf(text, POLICY_LIMITS).length).toBeLessThanOrEqual(1);
  });

  test.each<[string, string, RegExp]>([
    ['open brackets', filled('['), /nested more than 64/],
    ['nested brackets', '['.repeat(SIZE / 2) + ']'.repeat(SIZE / 2), /nested more than 64/],
    ['open braces', filled('{a:'), /nested more than 64/],
    ['dashes', filled('- '), /nested more than 64/],
    ['question marks', filled('? '), /nested more than 64/],
    ['colons', filled(': '), /nested more than 64/],
    ['missing commas', `{${filled('"a":"b" ')}}`, /nested more than 64/],
    ['equal keys', filled('abcdef: 1\n'), /set already/],
    ['commas', `[${filled(',')}`, /not valid YAML/],
    ['quotes', filled('"'), /not valid YAML/],
    ['closing braces', filled('}'), /not valid YAML/],
    ['ampersands', filled('& '), /not valid YAML/],
    ['bad escapes', `a: "${filled('\\q')}"`, /not valid YAML/],
    ['tags', filled('- !a x\n'), /not valid YAML/],
    ['documents', filled('---\n'), /more than 256 documents/],
    ['directives', filled('%a\n'), /directives/],
    ['aliases', `a: &a x\nb: [${filled('*a, ')}]`, /aliases are not allowed/],
    ['an alias bomb', `a: &a [x]\n${bomb.join('\n')}`, /aliases are not allowed/],
  ])('%s', (_, text, message) => {
    const problems = problemsOf(text, POLICY_LIMITS);
    expect(problems[0]).toMatch(message);
    expect(problems.length).toBeLessThanOrEqual(50);
  });

  test('an alias bomb in a manifest', () => {
    expect(problemsOf(`a: &a [x]\n${bomb.join('\n')}`)).toEqual([expect.stringContaining('more than 100 aliases')]);
  });

  test('the library may run out of stack', () => {
    const limits = { ...POLICY_LIMITS, depth: 1_000_000 };
    expect(problemsOf(`{${filled('"a":"b" ')}}`, limits)).toEqual([expect.stringContaining('not valid YAML')]);
  });

  test('stack traces are made again afterwards', () => {
    const before = Error.stackTraceLimit;
    problemsOf('a: [');
    expect(Error.stackTraceLimit).toBe(before);
  });
});
