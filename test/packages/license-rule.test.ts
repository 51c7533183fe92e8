import { describe, expect, test } from '@jest/globals';
import { checkLicenseEntry } from '../../src/packages/license-entry.ts';
import { parseLicense } from '../../src/packages/license-expression.ts';
import { compileLicenses, type LicenseRule } from '../../src/packages/license-rule.ts';

/** The verdict, and what it is due to. */
function judge(rule: LicenseRule, text: string): string {
  const parsed = parseLicense(text);
  if (!parsed.ok) return `not read: ${parsed.reason}`;
  const { verdict, by } = rule.judge(parsed.expression);
  return by === undefined ? verdict : `${verdict}: ${by}`;
}

describe('denied licences', () => {
  test.each([
    ['AGPL-3.0-only', 'AGPL-3.0-only', 'refused: AGPL-3.0-only'],
    ['AGPL-3.0-only', 'agpl-3.0', 'refused: AGPL-3.0-only'],
    ['agpl-3.0', 'AGPL-3.0-only', 'refused: agpl-3.0'],
    ['AGPL-3.0-only', 'MIT', 'ok'],
    // Versions.
    ['AGPL-3.0-only', 'AGPL-3.0-or-later', 'refused: AGPL-3.0-only'],
    ['AGPL-3.0-only', 'AGPL-1.0-or-later', 'ok'],
    ['GPL-2.0-only', 'GPL-2.0-or-later', 'ok'],
    ['GPL-2.0-only', 'GPL-2.0+', 'ok'],
    ['GPL-3.0-only', 'GPL-2.0-or-later', 'ok'],
    ['GPL-3.0-only', 'GPL-3.0-or-later', 'refused: GPL-3.0-only'],
    ['GPL-2.0-only, GPL-3.0-only', 'GPL-2.0-or-later', 'refused: GPL-2.0-only'],
    ['GPL-2.0-or-later', 'GPL-2.0-only', 'refused: GPL-2.0-or-later'],
    ['GPL-2.0-or-later', 'GPL-3.0-only', 'refused: GPL-2.0-or-later'],
    ['GPL-2.0-or-later', 'GPL-3.0-or-later', 'refused: GPL-2.0-or-later'],
    ['GPL-2.0-or-later', 'GPL-1.0-only', 'ok'],
    ['GPL-2.0-or-later', 'GPL-1.0-or-later', 'ok'],
    ['GPL-2.0+', 'GPL-3.0-only', 'refused: GPL-2.0+'],
    ['GPL-2.0-or-later', 'LGPL-3.0-only', 'ok'],
    ['GFDL-1.1-invariants-or-later', 'GFDL-1.3-invariants-only', 'refused: GFDL-1.1-invariants-or-later'],
    ['GFDL-1.1-invariants-or-later', 'GFDL-1.3-only', 'ok'],
    ['Apache-1.1', 'Apache-1.1+', 'ok'],
    ['Apache-2.0', 'Apache-2.0+', 'refused: Apache-2.0'],
    ['Apache-1.1+', 'Apache-2.0', 'refused: Apache-1.1+'],
    ['Apache-1.1+', 'Apache-1.0', 'ok'],
    ['MIT', 'MIT+', 'refused: MIT'],
    ['BSD-3-Clause', 'BSD-2-Clause+', 'ok'],
    // Exceptions.
    ['GPL-2.0-only', 'GPL-2.0-only WITH Classpath-exception-2.0', 'refused: GPL-2.0-only'],
    ['GPL-2.0-only', 'GPL-2.0-with-classpath-exception', 'refused: GPL-2.0-only'],
    ['GPL-2.0-only', 'GPL-2.0-only WITH Foo', 'refused: GPL-2.0-only'],
    ['MIT', 'GPL-2.0-only WITH Foo', 'unknown: GPL-2.0-only WITH Foo'],
    [
      'GPL-2.0-only WITH Classpath-exception-2.0',
      'GPL-2.0-with-classpath-exception',
      'refused: GPL-2.0-only WITH Classpath-exception-2.0',
    ],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'GPL-2.0-only', 'ok'],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'GPL-2.0-only WITH Font-exception-2.0', 'ok'],
    ['GPL-2.0-only WITH *', 'GPL-2.0-only WITH Font-exception-2.0', 'refused: GPL-2.0-only WITH *'],
    ['GPL-2.0-only WITH *', 'GPL-2.0-only', 'ok'],
    ['GPL-* WITH font-*', 'GPL-3.0-only WITH Font-exception-2.0', 'refused: GPL-* WITH font-*'],
    ['GPL-* WITH font-*', 'LGPL-3.0-only WITH Font-exception-2.0', 'ok'],
    ['GPL-3.0-only', 'GPL-3.0-or-later WITH Font-exception-2.0', 'refused: GPL-3.0-only'],
    // Globs.
    ['AGPL-*', 'AGPL-1.0-or-later', 'refused: AGPL-*'],
    ['agpl-*', 'AGPL-3.0', 'refused: agpl-*'],
    ['GPL-*', 'LGPL-2.1', 'ok'],
    ['*GPL-*', 'LGPL-2.1', 'refused: *GPL-*'],
    ['GPL-2.0*', 'GPL-2.0-or-later', 'refused: GPL-2.0*'],
    ['GPL-2.0*', 'GPL-1.0-or-later', 'ok'],
    ['*', 'MIT', 'refused: *'],
    ['*', 'LicenseRef-a', 'refused: *'],
    // References.
    ['LicenseRef-a', 'LicenseRef-A', 'refused: LicenseRef-a'],
    ['LicenseRef-a', 'LicenseRef-ab', 'unknown: LicenseRef-ab'],
    ['AGPL-*', 'MIT OR LicenseRef-a', 'ok'],
    ['LicenseRef-a', 'DocumentRef-x:LicenseRef-a', 'refused: LicenseRef-a'],
    ['DocumentRef-x:LicenseRef-a', 'LicenseRef-a', 'unknown: LicenseRef-a'],
    ['LicenseRef-scancode-*', 'DocumentRef-x:LicenseRef-scancode-free', 'refused: LicenseRef-scancode-*'],
    ['LicenseRef-a', 'LicenseRef-a WITH AdditionRef-b', 'refused: LicenseRef-a'],
    ['LicenseRef-a-or-later', 'LicenseRef-a', 'unknown: LicenseRef-a'],
    // Operators.
    ['AGPL-*', 'MIT OR AGPL-3.0-only', 'ok'],
    ['AGPL-*', 'MIT AND AGPL-3.0-only', 'refused: AGPL-*'],
    ['AGPL-*', '(MIT OR AGPL-3.0-only) AND AGPL-3.0-only', 'refused: AGPL-*'],
    ['AGPL-*', 'AGPL-1.0-only OR AGPL-3.0-only', 'refused: AGPL-*'],
    // Parts that are unknown.
    ['AGPL-*', 'Foo AND AGPL-3.0-only', 'refused: AGPL-*'],
    ['AGPL-*', 'Foo AND MIT', 'unknown: Foo'],
    ['AGPL-*', 'Foo OR MIT', 'ok'],
    ['AGPL-*', 'Foo OR AGPL-3.0-only', 'unknown: Foo'],
    ['AGPL-*', 'MIT AND NOASSERTION', 'unknown: NOASSERTION'],
    ['*', 'Foo AND MIT', 'refused: *'],
    // Words that are no expression say nothing good for sure.
    ['AGPL-*', 'MIT or something under the AGPL', 'unknown: words that are no SPDX expression'],
    ['AGPL-*', 'AGPL-3.0-only and some other terms', 'refused: AGPL-*'],
    ['', 'MIT', 'ok'],
  ])('%s: %s %s', (entries, text, verdict) => {
    const rule = compileLicenses(entries.split(', ').filter((entry) => entry !== ''));
    expect(judge(rule, text)).toBe(verdict);
  });
});

describe('allowed licences', () => {
  test.each([
    ['MIT, Apache-2.0', 'mit', 'ok'],
    ['MIT', 'ISC', 'refused: ISC'],
    // No other version, exception or reference.
    ['GPL-2.0-only', 'GPL-2.0', 'ok'],
    ['GPL-2.0', 'GPL-2.0-only', 'ok'],
    ['GPL-2.0-only', 'GPL-2.0-or-later', 'refused: GPL-2.0-or-later'],
    ['GPL-2.0-or-later', 'GPL-2.0-only', 'refused: GPL-2.0-only'],
    ['GPL-2.0-or-later', 'GPL-3.0-only', 'refused: GPL-3.0-only'],
    ['GPL-2.0-or-later', 'GPL-2.0+', 'ok'],
    ['GPL-2.0+', 'GPL-2.0-or-later', 'ok'],
    ['Apache-2.0', 'Apache-2.0+', 'refused: Apache-2.0+'],
    ['Apache-1.1+', 'Apache-1.1+', 'ok'],
    ['Apache-1.1+', 'Apache-2.0', 'refused: Apache-2.0'],
    ['Apache-*', 'Apache-1.0+', 'refused: Apache-1.0+'],
    ['Apache-2.0', 'Apache-2.0 WITH LLVM-exception', 'refused: Apache-2.0 WITH LLVM-exception'],
    ['Apache-2.0 WITH LLVM-exception', 'apache-2.0 WITH llvm-exception', 'ok'],
    ['Apache-2.0 WITH LLVM-exception', 'Apache-2.0', 'refused: Apache-2.0'],
    ['Apache-*', 'Apache-2.0 WITH LLVM-exception', 'refused: Apache-2.0 WITH LLVM-exception'],
    ['Apache-* WITH *', 'Apache-2.0 WITH LLVM-exception', 'ok'],
    ['Apache-* WITH *', 'Apache-2.0', 'refused: Apache-2.0'],
    ['Apache-2.0 WITH *', 'Apache-2.0 WITH Foo', 'unknown: Apache-2.0 WITH Foo'],
    ['GPL-2.0-with-classpath-exception', 'GPL-2.0 WITH Classpath-exception-2.0', 'ok'],
    ['*', 'MIT', 'ok'],
    ['*', 'LicenseRef-a', 'refused: LicenseRef-a'],
    ['* WITH *', 'LicenseRef-a WITH AdditionRef-b', 'refused: LicenseRef-a WITH AdditionRef-b'],
    ['LicenseRef-*', 'LicenseRef-a', 'ok'],
    ['LicenseRef-*', 'MIT', 'refused: MIT'],
    ['LicenseRef-a', 'LicenseRef-a', 'ok'],
    ['LicenseRef-a', 'DocumentRef-x:LicenseRef-a', 'refused: DocumentRef-x:LicenseRef-a'],
    ['LicenseRef-a', 'LicenseRef-b', 'refused: LicenseRef-b'],
    ['BSD-*-Clause', 'BSD-3-Clause', 'ok'],
    ['BSD-*-Clause', 'BSD-3-Clause-Clear', 'refused: BSD-3-Clause-Clear'],
    // Operators and unknown parts.
    ['MIT', 'MIT OR ISC', 'ok'],
    ['MIT', 'MIT AND ISC', 'refused: ISC'],
    ['MIT', 'Foo OR MIT', 'ok'],
    ['MIT', 'Foo AND MIT', 'unknown: Foo'],
    ['MIT', 'Foo AND ISC', 'refused: ISC'],
    ['MIT', 'Foo OR ISC', 'unknown: Foo'],
    ['MIT', 'MIT or what you like', 'unknown: words that are no SPDX expression'],
    ['', 'MIT', 'refused: MIT'],
  ])('%s: %s %s', (entries, text, verdict) => {
    const rule = compileLicenses(
      [],
      entries.split(', ').filter((entry) => entry !== ''),
    );
    expect(judge(rule, text)).toBe(verdict);
  });
});

describe('entries', () => {
  test.each(['MIT', 'mit', 'GPL-2.0', 'GPL-2.0+', 'GPL-*', 'Apache-2.0 WITH LLVM-exception', 'Apache-2.0 with *'])(
    '%s may stand in a list',
    (text) => {
      expect(checkLicenseEntry(text)).toBeUndefined();
    },
  );

  test.each(['LicenseRef-a', 'LicenseRef-*', 'DocumentRef-x:LicenseRef-*', '*', 'Net-SNMP', 'GPL-2.0 WITH *'])(
    '%s may, too',
    (text) => {
      expect(checkLicenseEntry(text)).toBeUndefined();
    },
  );

  const HINT = 'write an id of https://spdx.org/licenses/, LicenseRef-NAME, or a glob such as GPL-*';
  const EXCEPTIONS = 'see https://spdx.org/licenses/exceptions-index.html';
  test.each([
    ['', `"" is not one licence: list the licences one by one; ${HINT}`],
    ['MIT OR ISC', `"MIT OR ISC" is not one licence: list the licences one by one; ${HINT}`],
    ['(MIT)AND(ISC)', `"(MIT)AND(ISC)" is not one licence; ${HINT}`],
    ['GPLv2', `"GPLv2" is no licence that SPDX knows; ${HINT}`],
    ['NOASSERTION', `"NOASSERTION" is no licence that SPDX knows; ${HINT}`],
    ['Apache 2.0', `"Apache 2.0" is not one licence: list the licences one by one; ${HINT}`],
    ['MIT WITH Foo', `in "MIT WITH Foo" the exception is none that SPDX knows: ${EXCEPTIONS}`],
    ['GPLv*', `"GPLv*" matches no licence that SPDX knows; ${HINT}`],
    ['Foo WITH *', `"Foo" is no licence that SPDX knows; ${HINT}`],
    ['GPL-2.0-with-font-exception WITH *', `"GPL-2.0-with-font-exception" is no licence that SPDX knows; ${HINT}`],
    ['GPL-* WITH Foo', `"Foo" is no exception that SPDX knows: ${EXCEPTIONS}`],
    ['GPL-*+', 'a glob of licences may have letters, digits, "-", ".", ":" and "*" only: "GPL-*+"'],
    ['MIT WITH a_*', 'a glob of licences may have letters, digits, "-", ".", ":" and "*" only: "a_*"'],
    ['*'.repeat(257), 'a licence may have at most 256 characters'],
  ])('%j may not', (text, reason) => {
    expect(checkLicenseEntry(text)).toBe(reason);
    expect(() => compileLicenses([text])).toThrow(reason);
    expect(() => compileLicenses([], [text])).toThrow(reason);
  });
});

test('a name of a document of its own is known where an entry allows it', () => {
  const rule = compileLicenses(['AGPL-*', 'LicenseRef-bad'], ['MIT', 'LicenseRef-*']);
  expect(judge(rule, 'LicenseRef-own')).toBe('ok');
  expect(judge(rule, 'LicenseRef-bad')).toBe('refused: LicenseRef-bad');
});
