import { expect, test } from '@jest/globals';
import { Judges } from '../../src/evidence/judges.ts';

test('the time of an authority that is called like what every object has is that which it vouches for', () => {
  const names = ['release', 'constructor'];
  const ask = { name: 'sbom', type: 'cyclonedx', signedBy: ['constructor'], terms: undefined };
  const claim = { predicateType: 'https://cyclonedx.org/bom', predicate: {}, subjects: new Set<string>() };
  const report = { where: '', format: 'bundle', signed: '', accepted: names, refusals: [] } as const;
  const read = (times: Readonly<Record<string, string>>) =>
    new Judges().read({ key: 'key', all: [ask] }, claim, { ...report, times }).sbom?.signedTime;
  expect(read({ release: '2026-11-01T00:00:00Z' })).toBeUndefined();
  expect(read({ constructor: '2026-11-01T00:00:00Z' })).toBe(Date.parse('2026-11-01T00:00:00Z'));
});
