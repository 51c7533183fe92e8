import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseLicense, termsOf } from '../../src/packages/license-expression.ts';
import { formatLicense } from './license-text.ts';

/** The expression as SPDX writes it today, or why it is none. */
function read(text: string): string {
  const result = parseLicense(text);
  return result.ok ? formatLicense(result.expression) : `refused: ${result.reason}`;
}

describe('parseLicense', () => {
  test.each([
    ['MIT', 'MIT'],
    ['mit', 'MIT'],
    [' MIT\t', 'MIT'],
    ['(MIT)', 'MIT'],
    ['((MIT))', 'MIT'],
    ['MIT OR Apache-2.0', 'MIT OR Apache-2.0'],
    ['mit or apache-2.0', 'MIT OR Apache-2.0'],
    ['MIT AND ISC OR Zlib', 'MIT AND ISC OR Zlib'],
    ['MIT OR ISC AND Zlib', 'MIT OR ISC AND Zlib'],
    ['(MIT OR ISC) AND Zlib', '(MIT OR ISC) AND Zlib'],
    ['(MIT OR ISC)AND(Zlib OR X11)', '(MIT OR ISC) AND (Zlib OR X11)'],
    ['MIT AND (ISC AND Zlib)', 'MIT AND ISC AND Zlib'],
    ['GPL-2.0', 'GPL-2.0-only'],
    ['GPL-2.0+', 'GPL-2.0-or-later'],
    ['gpl-2.0+', 'GPL-2.0-or-later'],
    ['GPL-2.0-only+', 'GPL-2.0-or-later'],
    ['GPL-2.0-or-later+', 'GPL-2.0-or-later'],
    ['GFDL-1.2-invariants-only+', 'GFDL-1.2-invariants-or-later'],
    ['Apache-1.1+', 'Apache-1.1+'],
    ['GPL-2.0-with-classpath-exception', 'GPL-2.0-only WITH Classpath-exception-2.0'],
    ['GPL-2.0-with-classpath-exception+', 'GPL-2.0-or-later WITH Classpath-exception-2.0'],
    ['GPL-2.0-with-bison-exception', 'GPL-2.0-only WITH Bison-exception-2.2'],
    ['GPL-3.0-with-GCC-exception', 'GPL-3.0-only WITH GCC-exception-3.1'],
    ['wxWindows', 'GPL-2.0-or-later WITH WxWindows-exception-3.1'],
    ['GPL-2.0+ WITH classpath-EXCEPTION-2.0', 'GPL-2.0-or-later WITH Classpath-exception-2.0'],
    ['Apache-2.0 with LLVM-exception and MIT', 'Apache-2.0 WITH LLVM-exception AND MIT'],
    ['LicenseRef-My.Own-1', 'LicenseRef-My.Own-1'],
    ['licenseref-My.Own-1', 'LicenseRef-My.Own-1'],
    ['DocumentRef-a:LicenseRef-b', 'DocumentRef-a:LicenseRef-b'],
    ['LicenseRef-a WITH Classpath-exception-2.0', 'LicenseRef-a WITH Classpath-exception-2.0'],
    ['MIT WITH AdditionRef-a', 'MIT WITH AdditionRef-a'],
    ['MIT WITH DocumentRef-a:AdditionRef-b', 'MIT WITH DocumentRef-a:AdditionRef-b'],
    // Generators write this.
    ['MPL-2.0 AND LicenseRef-AND AND MIT', 'MPL-2.0 AND LicenseRef-AND AND MIT'],
    // Parts that are unknown.
    ['MIT AND Foo', 'MIT AND Foo'],
    ['MIT AND NOASSERTION', 'MIT AND NOASSERTION'],
    ['MIT WITH Foo', 'MIT WITH Foo'],
    ['(MIT) AND (The Foo License)', 'MIT AND The Foo License'],
  ])('%j is %s', (text, expression) => {
    expect(read(text)).toBe(expression);
  });

  test.each([
    ['', 'the licence expression is empty'],
    [' ', 'the licence expression is empty'],
    ['NOASSERTION', '"NOASSERTION" is no licence that SPDX knows'],
    ['NONE', '"NONE" is no licence that SPDX knows'],
    ['GPLv2', '"GPLv2" is no licence that SPDX knows'],
    ['Apache 2.0', '"Apache 2.0" is no licence that SPDX knows'],
    ['Apache License, Version 2.0', '"Apache License, Version 2.0" is no licence that SPDX knows'],
    ['Foo OR Bar', '"Foo" is no licence that SPDX knows'],
    ['__proto__', '"__proto__" is no licence that SPDX knows'],
    ['LicenseRef-', '"LicenseRef-" is no licence that SPDX knows'],
    ['LicenseRef-a_b', '"LicenseRef-a_b" is no licence that SPDX knows'],
    ['LicenseRef-a+', '"LicenseRef-a+" is no licence that SPDX knows'],
    ['AdditionRef-a', '"AdditionRef-a" is no licence that SPDX knows'],
    ['Classpath-exception-2.0', '"Classpath-exception-2.0" is no licence that SPDX knows'],
    ['MIT\u200b', '"MIT\\u{200b}" is no licence that SPDX knows'],
    ['MIT And ISC', '"MIT And ISC" is no licence that SPDX knows'],
    ['MIT AND', 'after "AND" a licence is missing'],
    ['AND MIT', 'before "AND" a licence is missing'],
    ['MIT OR OR ISC', 'before "OR" a licence is missing'],
    ['MIT OR )', 'before ")" a licence is missing'],
    ['()', 'before ")" a licence is missing'],
    ['(MIT', 'a parenthesis is not closed'],
    ['MIT)', 'a parenthesis is closed that was not opened'],
    ['(MIT) ISC', 'before "ISC" an operator is missing'],
    ['MIT (ISC)', 'before "(" an operator is missing'],
    ['MIT WITH', 'after WITH an exception is missing'],
    ['MIT WITH AND ISC', 'after WITH an exception is missing'],
    ['(MIT) WITH LLVM-exception', 'WITH may stand behind one licence only'],
    ['MIT WITH LLVM-exception WITH LLVM-exception', 'WITH may stand behind one licence only'],
  ])('%j: %s', (text, reason) => {
    expect(read(text)).toBe(`refused: ${reason}`);
  });

  test.each([
    ['MIT AND Foo', [undefined, 'license']],
    ['MIT AND Foo WITH LLVM-exception', [undefined, 'license']],
    ['MIT WITH Foo', ['exception']],
    ['GPL-2.0-with-font-exception WITH LLVM-exception', ['exception']],
    ['MIT AND The Foo License', [undefined, 'license']],
  ])('what is not known of %j', (text, unknown) => {
    const result = parseLicense(text);
    expect(result.ok && termsOf(result.expression).map((term) => term.unknown)).toEqual(unknown);
  });

  test('bounds', () => {
    expect(read('MIT'.padEnd(8192))).toBe('MIT');
    expect(read('MIT'.padEnd(8193))).toMatch(/at most 8192 characters; this one has 8193$/);
    expect(read(Array(500).fill('MIT').join(' OR '))).toMatch(/^MIT OR MIT/);
    expect(read(Array(501).fill('MIT').join(' OR '))).toMatch(/at most 500 licences$/);
    expect(read(`${'('.repeat(64)}MIT${')'.repeat(64)}`)).toBe('MIT');
    expect(read(`${'('.repeat(65)}MIT${')'.repeat(65)}`)).toMatch(/deeper than 64 levels$/);
    expect(read(Array(80).fill('(MIT)').join(' OR '))).toMatch(/^MIT OR MIT/);
  });

  test('never throws, and what it reads stays the same', () => {
    const word = fc.constantFrom(
      'MIT',
      'gpl-2.0+',
      'Foo',
      'AND',
      'OR',
      'WITH',
      '(',
      ')',
      'LLVM-exception',
      '+',
      ':',
      '\u0000',
    );
    const text = fc.oneof(
      fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
      fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
      fc.string({ unit: 'binary' }),
    );
    return fc.assert(
      fc.property(text, (input) => {
        const once = read(input);
        return once.startsWith('refused: ') || read(once) === once;
      }),
      { numRuns: 5000 },
    );
  });
});
