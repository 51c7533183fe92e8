import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTime } from '../../src/parse/time.ts';

const at = (...parts: [number, number, number, number?, number?, number?]) => Date.UTC(...parts);

describe('a time of RFC 3339', () => {
  test.each([
    ['2026-11-20T08:15:30Z', at(2026, 10, 20, 8, 15, 30)],
    ['2026-11-20T08:15:30.5Z', at(2026, 10, 20, 8, 15, 30)],
    ['2026-11-20T08:15:30.123456789Z', at(2026, 10, 20, 8, 15, 30)],
    ['2026-11-20T01:00:00+02:00', at(2026, 10, 19, 23)],
    ['2026-11-20T23:00:00-02:30', at(2026, 10, 21, 1, 30)],
    ['2026-11-20T00:00:00-00:00', at(2026, 10, 20)],
    ['2024-02-29T00:00:00Z', at(2024, 1, 29)],
    ['1970-01-01T00:00:00Z', 0],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
  ])('%s', (text, time) => {
    expect(parseTime(text)).toBe(time);
  });

  test('is read back, whichever it is', () => {
    const time = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    return fc.assert(
      fc.property(time, (date) => {
        expect(parseTime(date.toISOString())).toBe(Math.floor(date.getTime() / 1_000) * 1_000);
      }),
    );
  });
});

test.each([
  '',
  '2026-11-20',
  '2026-11-20T08:15:30',
  '2026-11-20T08:15Z',
  '2026-11-20 08:15:30Z',
  '2026-11-20t08:15:30z',
  '2026-11-20T08:15:30,5Z',
  '2026-11-20T08:15:30.Z',
  '2026-11-20T08:15:30.1234567890Z',
  '2026-11-20T24:00:00Z',
  '2026-11-20T08:60:00Z',
  '2026-12-31T23:59:60Z',
  '2026-02-29T00:00:00Z',
  '2026-02-31T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-11-00T00:00:00Z',
  '+002026-11-20T00:00:00Z',
  '2026-11-20T00:00:00+24:00',
  '2026-11-20T00:00:00+01:60',
  '2026-11-20T00:00:00+0100',
  '2026-11-20T00:00:00Z ',
  '2026-11-20T00:00:00Z\n',
  '٢٠٢٦-11-20T00:00:00Z',
])('%j is none', (text) => {
  expect(parseTime(text)).toBeUndefined();
});
