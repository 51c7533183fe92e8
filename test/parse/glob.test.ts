import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkGlob, compileGlob } from '../../src/parse/glob.ts';

const MEANING = new Map([
  ['*', '.*'],
  ['?', '.'],
  ['.', '\\.'],
]);

describe('matching', () => {
  test.each<[string, string, boolean]>([
    ['team-a', 'team-a', true],
    ['team-a', 'team-ab', false],
    ['team-a', 'xteam-a', false],
    ['team-a', '', false],
    ['team-*', 'team-', true],
    ['team-*', 'team-a/b', true],
    ['team-*', 'my-team-a', false],
    ['*-prod', 'web-prod', true],
    ['*-prod', 'web-prod-2', false],
    ['*', '', true],
    ['**', 'anything', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['kube-?', 'kube-a', true],
    ['kube-?', 'kube-', false],
    ['kube-?', 'kube-ab', false],
    ['?', '😀', true],
    ['??', '😀', false],
    ['*?', '', false],
    ['a?*', 'ab', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['a\\?b', 'a?b', true],
    ['a\\?b', 'axb', false],
    ['\\\\*', '\\x', true],
    ['Team', 'team', false],
    ['a.c', 'abc', false],
    ['[ab]', '[ab]', true],
    ['system:serviceaccount:*:builder', 'system:serviceaccount:ci:builder', true],
  ])('%j and %j: %s', (pattern, text, expected) => {
    expect(compileGlob(pattern)(text)).toBe(expected);
  });

  test('agrees with the regular expression that means the same', () => {
    const piece = fc.constantFrom('*', '?', 'a', 'b', '😀', '\\*', '\\?', '\\\\', '.');
    const pattern = fc.array(piece, { minLength: 1, maxLength: 8 });
    const text = fc.array(fc.constantFrom('a', 'b', '😀', '*', '?', '\\', '.', '\n'), { maxLength: 10 });
    void fc.assert(
      fc.property(pattern, text, (pieces, characters) => {
        const source = pieces.map((item) => MEANING.get(item) ?? item).join('');
        const subject = characters.join('');
        expect(compileGlob(pieces.join(''))(subject)).toBe(new RegExp(`^${source}$`, 'su').test(subject));
      }),
      { numRuns: 3_000 },
    );
  });

  test('a pattern of many runs comes to an end on a long text', () => {
    expect(compileGlob('*a'.repeat(128))('a'.repeat(100_000))).toBe(true);
    expect(compileGlob(`${'*a'.repeat(127)}b`)('a'.repeat(100_000))).toBe(false);
    expect(compileGlob(`*${'?'.repeat(100)}b`)('a'.repeat(10_000))).toBe(false);
    expect(compileGlob(`*${'a'.repeat(250)}b*`)('a'.repeat(2 ** 23))).toBe(false);
  });

  test('a long pattern matches what it is made of, and nothing that lacks a part of it', () => {
    const run = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), maxLength: 5 });
    const piece = fc.oneof(
      run.map((text) => ['*', text] as const),
      fc.constantFrom(['?', 'b'], ['?', '😀'], ['a', 'a'], ['😀', '😀'], ['\\*', '*']),
    );
    void fc.assert(
      fc.property(fc.array(piece, { minLength: 30, maxLength: 100 }), (pieces) => {
        const [pattern, text] = [0, 1].map((side) => pieces.map((pair) => pair[side]).join('')) as [string, string];
        expect(compileGlob(pattern)(text)).toBe(true);
        expect(compileGlob(`${pattern}x`)(text)).toBe(false);
        expect(compileGlob(`x${pattern}`)(text)).toBe(false);
      }),
    );
  });
});

describe('what is refused', () => {
  test.each([
    ['', 'may not be empty'],
    ['a'.repeat(257), 'longer than 256'],
    ['a\\', 'may not end in'],
    ['a\\b', 'not before "b"'],
  ])('%j', (pattern, message) => {
    expect(checkGlob(pattern)).toContain(message);
    expect(() => compileGlob(pattern)).toThrow(message);
  });

  test('nothing is wrong with a good one', () => {
    expect(checkGlob('team-*')).toBeUndefined();
  });
});
