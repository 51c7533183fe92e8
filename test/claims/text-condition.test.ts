import { describe, expect, test } from '@jest/globals';
import { checkTextCondition, compileTextCondition } from '../../src/claims/text-condition.ts';
import type { TextCondition } from '../../src/model/image-policy.ts';

const matches = (condition: TextCondition, text: string) => compileTextCondition(condition).matches(text);

describe('text conditions', () => {
  test.each<[TextCondition, readonly string[], readonly string[]]>([
    [{ exactly: 'https://a.test' }, ['https://a.test'], ['https://a.test/', 'https://aXtest', 'HTTPS://a.test', '']],
    [
      { glob: 'https://a.test/*' },
      ['https://a.test/', 'https://a.test/x'],
      ['https://a.test/x/y', 'xhttps://a.test/x', 'https://aXtest/x'],
    ],
    [
      { glob: 'https://a.test/**' },
      ['https://a.test/', 'https://a.test/x/y', 'https://a.test/x\ny'],
      ['https://a.tes', 'https://a.test'],
    ],
    [{ glob: 'a/*/c/**/e' }, ['a/b/c/d/e', 'a//c//e', 'a/b/c/d/d/e'], ['a/b/b/c/d/e', 'a/b/c/e']],
    [{ glob: 'a+b(c)[d]{1}^$|.?\\' }, ['a+b(c)[d]{1}^$|.?\\'], ['aab(c)[d]{1}^$|.?\\', 'a+b(c)[d]{1}^$|x?\\']],
    [
      { glob: '*@example.com' },
      ['alice@example.com'],
      ['alice@example.com.evil', 'a/b@example.com', 'alice@exampleXcom'],
    ],
    [{ regexp: 'a|ab' }, ['a', 'ab'], ['abc', 'xa', '']],
    [
      { regexp: 'https://a\\.test/[a-z]+' },
      ['https://a.test/x'],
      ['https://a.test/x\n', 'xhttps://a.test/x', 'https://aXtest/x'],
    ],
    [{ regexp: '^a$' }, ['a'], ['aa', 'a\na']],
  ])('%j', (condition, yes, no) => {
    expect(checkTextCondition(condition)).toBeUndefined();
    expect(yes.filter((text) => !matches(condition, text))).toEqual([]);
    expect(no.filter((text) => matches(condition, text))).toEqual([]);
  });

  test('catastrophic for others: linear here', () => {
    expect(matches({ regexp: '(a+)+' }, `${'a'.repeat(2_047)}!`)).toBe(false);
    expect(matches({ glob: '**a'.repeat(300) }, `${'a'.repeat(2_000)}!`)).toBe(false);
  });

  test.each<[unknown, RegExp]>([
    [{ exactly: '' }, /may not be empty/],
    [{ glob: '' }, /may not be empty/],
    [{ regexp: '' }, /may not be empty/],
    [{ regexp: 7 }, /may not be empty/],
    [{}, /exactly one of exactly, glob and regexp/],
    [{ exactly: 'a', regexp: 'b' }, /exactly one/],
    [{ exactly: 'a'.repeat(1_025) }, /longer than 1024 characters/],
    [{ regexp: '(' }, /^not a regular expression in RE2 syntax: /],
    [{ regexp: '(?=a)' }, /^not a regular expression in RE2 syntax: /],
    [{ regexp: '(a{100}){100}' }, /^(the pattern is too large|not a regular expression)/],
    [{ regexp: '[a-z]{999}'.repeat(5) }, /^the pattern is too large: \d+ instructions, more than 4000/],
  ])('%j cannot be used', (condition, reason) => {
    expect(checkTextCondition(condition as TextCondition)).toMatch(reason);
    expect(() => compileTextCondition(condition as TextCondition)).toThrow(reason);
  });

  test('says what it wants', () => {
    expect(compileTextCondition({ exactly: 'a' }).wanted).toBe('"a"');
    expect(compileTextCondition({ glob: 'a*' }).wanted).toBe('"a*"');
    expect(compileTextCondition({ regexp: 'a+' }).wanted).toBe('a text that matches "a+"');
  });
});
