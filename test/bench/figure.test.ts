import { describe, expect, test } from '@jest/globals';
import { doubtsAboutYardstick, type Figure, verdictOn } from '../../bench/figure.ts';
import { exitCode } from '../../bench/output.ts';
import { inRound, medianRatio, quantile } from '../../bench/statistics.ts';

function figure(fields: Partial<Figure>): Figure {
  return { goal: 'P0', name: 'speed', value: 1, shown: '1', doubts: [], ...fields };
}

describe('quantile', () => {
  test('interpolates between neighbours', () => {
    expect(quantile([4, 1, 3, 2], 0.25)).toBeCloseTo(1.75);
    expect(quantile([4, 1, 3, 2], 0.5)).toBeCloseTo(2.5);
    expect(quantile([7], 0.9)).toBe(7);
  });

  test('of nothing is not a number', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});

test('ratios are taken round by round', () => {
  expect(medianRatio([2, 30, 4], [1, 10, 4])).toBe(2);
});

test('every other round is reversed', () => {
  expect([0, 1, 2].map((round) => inRound(round, ['a', 'b', 'c']).join(''))).toEqual(['abc', 'cba', 'abc']);
});

describe('a verdict', () => {
  test.each([
    [{ value: 0.7, gate: { atLeast: 0.7 } }, 'pass'],
    [{ value: 0.69, gate: { atLeast: 0.7 } }, 'miss'],
    [{ value: 1.35, gate: { atMost: 1.35 } }, 'pass'],
    [{ value: 1.36, gate: { atMost: 1.35 } }, 'miss'],
    [{ value: 1, gate: { atMost: 2 }, doubts: ['noise'] }, 'undecided'],
    [{ value: 9, gate: { atMost: 2 }, doubts: ['noise'] }, 'undecided'],
    [{ value: Number.NaN, gate: { atMost: 2 } }, 'undecided'],
    [{ value: 9 }, ''],
  ] as const)('on %j is "%s"', (fields, verdict) => {
    expect(verdictOn(figure(fields))).toBe(verdict);
  });

  test('on a yardstick that differs from itself is a doubt in both directions', () => {
    expect(doubtsAboutYardstick(100, 104, 0.05)).toEqual([]);
    expect(doubtsAboutYardstick(100, 94, 0.05)).toHaveLength(1);
    expect(doubtsAboutYardstick(100, 106, 0.05)).toHaveLength(1);
    expect(doubtsAboutYardstick(100, Number.NaN, 0.05)).toHaveLength(1);
  });
});

describe('the exit code', () => {
  const met = figure({ gate: { atMost: 2 } });
  const missed = figure({ value: 3, gate: { atMost: 2 } });
  const unknown = figure({ gate: { atMost: 2 }, doubts: ['noise'] });

  test.each([
    ['all gates met', [met, figure({ value: 99 })], 0],
    ['a gate missed', [met, unknown, missed], 1],
    ['a gate undecided', [met, unknown], 3],
  ] as const)('with %s', (_name, figures, code) => {
    expect(exitCode(figures)).toBe(code);
  });
});
