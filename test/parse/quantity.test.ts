import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseQuantity } from '../../src/parse/quantity.ts';

const ONE = 1_000_000_000n;

test.each<[unknown, bigint]>([
  ['0', 0n],
  ['1', ONE],
  ['+1', ONE],
  ['-1', -ONE],
  ['-0', 0n],
  ['007', 7n * ONE],
  ['500m', ONE / 2n],
  ['0.5', ONE / 2n],
  ['.5', ONE / 2n],
  ['1.', ONE],
  ['-.5', -ONE / 2n],
  ['1n', 1n],
  ['1u', 1_000n],
  ['1k', 1_000n * ONE],
  ['1M', 1_000_000n * ONE],
  ['1G', 10n ** 9n * ONE],
  ['1T', 10n ** 12n * ONE],
  ['1P', 10n ** 15n * ONE],
  ['1E', 10n ** 18n * ONE],
  ['1Ki', 1_024n * ONE],
  ['1Mi', 1_024n ** 2n * ONE],
  ['1Gi', 1_024n ** 3n * ONE],
  ['1Ti', 1_024n ** 4n * ONE],
  ['1Pi', 1_024n ** 5n * ONE],
  ['16Ei', 16n * 1_024n ** 6n * ONE],
  ['1.5Gi', (3n * 1_024n ** 3n * ONE) / 2n],
  ['0.1Ki', 102_400_000_000n],
  ['1e3', 1_000n * ONE],
  ['1E3', 1_000n * ONE],
  ['1e+3', 1_000n * ONE],
  ['12e-3', 12_000_000n],
  ['1.5e03', 1_500n * ONE],
  ['1e-99', 1n],
  ['1e99', 10n ** 99n * ONE],
  ['0.1n', 1n],
  ['1.1n', 2n],
  ['-0.1n', -1n],
  ['0.0000000001', 1n],
  ['0.00000000010Ki', 103n],
  ['18446744073709551616', 18_446_744_073_709_551_616n * ONE],
  [2, 2n * ONE],
  [0.5, ONE / 2n],
  [1e21, 10n ** 21n * ONE],
  [1e-7, 100n],
  [-3, -3n * ONE],
])('%j', (text, nano) => {
  expect(parseQuantity(text)).toBe(nano);
});

describe('what is no quantity', () => {
  test.each([
    ...['', ' ', '1 ', ' 1', '1 Gi', '+', '-', '.', 'm', 'Gi', 'e3', '--1', '+-1', '1.2.3', '1,5', '1_000', '0x10'],
    ...['1i', '1gi', '1GI', '1K', '1ki', '1mi', '1g', '1kk', '1Gim', '1KiB', '1MB', '1%', '1e', '1e+', '1e-', '1e1.5'],
    ...[
      '1e3m',
      '1Ki3',
      '1m-3',
      '1e100',
      '1e-100',
      '1e99999999999999999999',
      '1+1',
      '1-',
      'NaN',
      'Infinity',
      '\n1',
      '1\n',
    ],
    ...['１', '١', '1\u0000', '1µ', '٣Gi', '1'.repeat(65)],
    ...[Number.NaN, Number.POSITIVE_INFINITY, null, undefined, true, [], ['1'], {}, 1n],
  ])('%p', (value) => {
    expect(parseQuantity(value)).toBeUndefined();
  });

  test('a million digits', () => {
    expect(parseQuantity('1'.repeat(1_000_000))).toBeUndefined();
  });
});

test('quantities written in milli-units are those of the number', () => {
  void fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (milli) => {
      const whole = `${milli / 1_000n}`.replace('-', '');
      const rest = `${milli % 1_000n}`.replace('-', '').padStart(3, '0');
      expect(parseQuantity(`${milli}m`)).toBe(milli * 1_000_000n);
      expect(parseQuantity(`${milli < 0n ? '-' : ''}${whole}.${rest}`)).toBe(milli * 1_000_000n);
      expect(parseQuantity(`${milli}e-3`)).toBe(milli * 1_000_000n);
      expect(parseQuantity(`${milli}Ki`)).toBe(milli * 1_024n * ONE);
    }),
  );
});
