import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { printable } from '../../src/model/printable.ts';

describe('printable', () => {
  test('leaves ordinary text alone, whatever its script', () => {
    expect(printable('container "größe-日本"')).toBe('container "größe-日本"');
  });

  test.each([
    ['a\nb', 'a\\u{a}b'],
    ['\u001b[31mred', '\\u{1b}[31mred'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['lone \ud800 surrogate', 'lone \\u{d800} surrogate'],
    ['line\u2028separator', 'line\\u{2028}separator'],
    ['blank\u3164\u115f\u2800', 'blank\\u{3164}\\u{115f}\\u{2800}'],
    ['joined\u034f and varied\ufe0f', 'joined\\u{34f} and varied\\u{fe0f}'],
    ['no\u00a0break and\u3000wide', 'no\\u{a0}break and\\u{3000}wide'],
  ])('writes deceptive characters out: %j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  test('cuts at the bound, in code points', () => {
    expect(printable('x'.repeat(300), 10)).toBe(`${'x'.repeat(9)}…`);
    expect(Array.from(printable('😀'.repeat(300), 10))).toHaveLength(10);
    expect(printable('😀'.repeat(10), 10)).toBe('😀'.repeat(10));
  });

  test('always yields one bounded line without control characters', () => {
    return fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        const shown = printable(text, 64);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(Array.from(shown).length).toBeLessThanOrEqual(64);
      }),
    );
  });
});
