import { describe, expect, test } from '@jest/globals';
import { sbomOf } from '../../support/sbom/document.ts';
import { judgeSbom, offences, offencesOf } from './judge-sbom.ts';

describe('licences', () => {
  const licensed = (...licenses: (string | undefined)[]) => ({
    parts: licenses.map((license, at) => ({ name: `p${at}`, version: '1', ...(license !== undefined && { license }) })),
  });

  test('that are denied', () => {
    const spec = licensed('MIT', 'AGPL-3.0-only', 'MIT OR AGPL-3.0-only', 'MIT AND AGPL-3.0-or-later');
    expect(offences({ denyLicenses: ['AGPL-*'] }, spec)).toEqual([
      'sbom.deny.licenses: p1 1 is under AGPL-3.0-only: AGPL-* is denied',
      'sbom.deny.licenses: p3 1 is under MIT AND AGPL-3.0-or-later: AGPL-* is denied',
    ]);
    const [offence] = judgeSbom(sbomOf('spdx', spec), { denyLicenses: ['AGPL-*'] }).offences;
    expect(offence?.offender).toEqual({ component: 'p1', version: '1', license: 'AGPL-3.0-only' });
  });

  test('that are not allowed', () => {
    const spec = licensed('MIT', 'ISC', 'MIT OR ISC', 'MIT AND ISC');
    expect(offences({ allowLicenses: ['MIT'] }, spec)).toEqual([
      'sbom.allow.licenses: p1 1 is under ISC: ISC is not allowed',
      'sbom.allow.licenses: p3 1 is under MIT AND ISC: ISC is not allowed',
    ]);
    expect(offences({ allowLicenses: [] }, licensed('MIT'))).toHaveLength(1);
    expect(offences({ allowLicenses: ['ISC'], denyLicenses: ['ISC'] }, licensed('ISC'))).toEqual([
      'sbom.deny.licenses: p0 1 is under ISC: ISC is denied',
    ]);
  });

  test('a choice of which one is denied and the other not allowed offers nothing', () => {
    const terms = { allowLicenses: ['GPL-*', 'MIT'], denyLicenses: ['GPL-3.0-only'] };
    expect(
      offences(terms, licensed('GPL-3.0-only OR BUSL-1.1', 'BUSL-1.1 OR GPL-3.0-only', 'BUSL-1.1 OR MIT')),
    ).toEqual([
      'sbom.deny.licenses: p0 1 is under GPL-3.0-only OR BUSL-1.1: GPL-3.0-only is denied',
      'sbom.allow.licenses: p1 1 is under BUSL-1.1 OR GPL-3.0-only: BUSL-1.1 is not allowed',
    ]);
    expect(offences(terms, licensed('BUSL-1.1 AND GPL-3.0-only'))).toEqual([
      'sbom.deny.licenses: p0 1 is under BUSL-1.1 AND GPL-3.0-only: GPL-3.0-only is denied',
    ]);
  });

  test.each(['deny', 'warn', 'allow'] as const)('that are not known, %s', (onUnknown) => {
    const spec = licensed(
      'NOASSERTION',
      undefined,
      'do as you like',
      'LicenseRef-own',
      'MIT AND Own-1.0',
      `${'MIT OR '.repeat(9999)}MIT`,
    );
    const { offences: found } = judgeSbom(sbomOf('cyclonedx', spec), { denyLicenses: ['AGPL-*'], onUnknown });
    expect(found.map(({ term, atMost }) => [term, atMost])).toEqual(
      Array(onUnknown === 'allow' ? 0 : 6).fill(['sbom.onUnknown', onUnknown === 'warn' ? 'Warn' : undefined]),
    );
    if (onUnknown === 'allow') return;
    expect(found.map(({ message }) => message)).toEqual([
      'p0 1 has no licence',
      'p1 1 has no licence',
      expect.stringMatching(/^p2 1 has a licence that is not known, do as you like: /),
      'p3 1 has a licence that is not known, LicenseRef-own: nobody can tell what LicenseRef-own means',
      'p4 1 has a licence that is not known, MIT AND Own-1.0: nobody can tell what Own-1.0 means',
      expect.stringMatching(/^p5 1 has a licence that is not known, MIT OR .{1,130}: .* at most 8192 characters/),
    ]);
  });

  test('several entries: the worst of them counts', () => {
    const component = (...names: string[]) => ({
      ...sbomOf('cyclonedx', { parts: [] }),
      components: [{ name: 'a', licenses: names.map((name) => ({ license: { name } })) }],
    });
    const terms = { denyLicenses: ['AGPL-*'], allowLicenses: ['MIT'], onUnknown: 'warn' } as const;
    expect(offencesOf(component('MIT', 'whatever', 'ISC', 'AGPL-3.0-only'), terms)).toEqual([
      'sbom.deny.licenses: a is under AGPL-3.0-only: AGPL-* is denied',
    ]);
    expect(offencesOf(component('MIT', 'whatever', 'ISC'), terms)).toEqual([
      'sbom.allow.licenses: a is under ISC: ISC is not allowed',
    ]);
    expect(offencesOf(component('MIT', 'whatever'), terms)).toEqual([expect.stringContaining('sbom.onUnknown: a has')]);
    expect(offencesOf(component('MIT', 'MIT'), terms)).toEqual([]);
  });

  test('of the subject count where it has one', () => {
    const terms = { denyLicenses: ['AGPL-*'], onUnknown: 'deny' } as const;
    const subject = { name: 'app', version: '1' };
    expect(offences(terms, { parts: [], subject })).toEqual([]);
    expect(offences(terms, { parts: [], subject: { ...subject, license: 'as we please' } })).toEqual([]);
    expect(offences(terms, { parts: [], subject: { ...subject, license: 'AGPL-3.0-only' } })).toEqual([
      'sbom.deny.licenses: app 1 is under AGPL-3.0-only: AGPL-* is denied',
    ]);
  });

  test('do not matter where none is denied and none is allowed', () => {
    expect(offences({ onUnknown: 'deny' }, licensed(undefined))).toEqual([]);
  });
});
