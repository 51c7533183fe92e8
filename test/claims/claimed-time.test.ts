import { expect, test } from '@jest/globals';
import { claimedTime } from '../../src/claims/claimed-time.ts';

test.each([
  ['2026-11-01T12:00:00Z', '2026-11-01T12:00:00Z'],
  ['2026-11-01T12:00:00.123456789Z', '2026-11-01T12:00:00Z'],
  ['2026-11-01t12:00:00z', '2026-11-01T12:00:00Z'],
  [' 2026-11-01 12:00:00 ', '2026-11-01T12:00:00Z'],
  ['2026-11-01T12:00:00+02:00', '2026-11-01T10:00:00Z'],
  ['2026-11-01T12:00:00,5-0230', '2026-11-01T14:30:00Z'],
  ['2026-11-01T12:00+01', '2026-11-01T11:00:00Z'],
  ['2026-11-01', '2026-11-01T00:00:00Z'],
])('%j is %s', (text, time) => {
  expect(claimedTime(text)).toBe(Date.parse(time));
});

test.each([
  '',
  'yesterday',
  '2026-02-31T00:00:00Z',
  '2026-11-01T25:00:00Z',
  '1762000000',
  '2026',
  'NOASSERTION',
  5,
  null,
  [],
])('%j is none', (value) => {
  expect(claimedTime(value)).toBeUndefined();
});
