import { describe, expect, test } from '@jest/globals';
import { MAX_OFFENCES } from '../../../src/model/attestation-verdict.ts';
import { debianSbom } from '../../support/sbom/debian.ts';
import { type Part, sbomOf } from '../../support/sbom/document.ts';
import { npmSbom } from '../../support/sbom/npm.ts';
import { judgeSbom } from './judge-sbom.ts';

const document = sbomOf('cyclonedx', { parts: [{ name: 'a' }], tools: ['npm/cli@11.6.2', 'b', 'npm/cli@12'] });

describe('the reading', () => {
  test('tells when the document was made, and by which tools, whatever their versions', () => {
    expect(judgeSbom(document)).toEqual({
      offences: [],
      unlisted: 0,
      unlistedWarnings: 0,
      claimedTime: Date.parse('2026-11-01T12:00:00Z'),
      maker: 'cyclonedx by b, npm/cli',
    });
    expect(judgeSbom(sbomOf('spdx', { parts: [], tools: [], created: null }))).toEqual({
      offences: [],
      unlisted: 0,
      unlistedWarnings: 0,
      maker: 'spdx',
    });
  });

  test('is the same each time', () => {
    const terms = { suppliers: ['x'], denyLicenses: ['MIT'], tools: ['y'], ntia: { minCoverage: 100 } };
    expect(judgeSbom(document, terms)).toEqual(judgeSbom(structuredClone(document), terms));
  });

  test('a time that is none is as good as no time; its age is for others to judge', () => {
    const untimed = sbomOf('spdx', { parts: [], created: 'the day before yesterday' });
    expect(judgeSbom(untimed, { maxAge: 1 })).not.toHaveProperty('claimedTime');
    expect(judgeSbom(document, { maxAge: 1 }).offences).toEqual([]);
  });

  test('lists so many offences and counts the rest; those about the document stand first', () => {
    const parts = Array.from({ length: MAX_OFFENCES + 5 }, (_, at): Part => ({ name: `p${at}`, license: 'ISC' }));
    const large = sbomOf('spdx', { parts });
    const { offences, unlisted } = judgeSbom(large, { denyLicenses: ['ISC'], tools: ['other'] });
    expect([offences.length, unlisted]).toEqual([MAX_OFFENCES, 6]);
    expect(offences[0]?.term).toBe('sbom.tools');
    expect(offences[1]?.message).toBe('p0 is under ISC: ISC is denied');
  });

  test('those that only warn stand last, and are counted apart', () => {
    const parts = [{ name: 'a' }, { name: 'b', license: 'ISC' }, { name: 'c' }];
    const terms = { denyLicenses: ['ISC'], onUnknown: 'warn' } as const;
    const reading = judgeSbom(sbomOf('spdx', { parts }), terms, { maxOffences: 2 });
    expect(reading.offences.map(({ message, atMost }) => [message, atMost])).toEqual([
      ['b is under ISC: ISC is denied', undefined],
      ['a has no licence', 'Warn'],
    ]);
    expect([reading.unlisted, reading.unlistedWarnings]).toEqual([0, 1]);
  });
});

describe('the statement and the document', () => {
  test.each<[string, string | undefined]>([
    ['https://cyclonedx.org/bom', undefined],
    ['https://cyclonedx.org/bom/v1.6', undefined],
    ['https://cosign.sigstore.dev/attestation/v1', undefined],
    ['https://spdx.dev/Document', 'the statement says that it is SPDX, and it is CycloneDX'],
  ])('%s', (predicateType, message) => {
    const expected = message === undefined ? [] : [{ term: 'sbom', message }];
    expect(judgeSbom(document, {}, { predicateType }).offences).toEqual(expected);
  });

  test('cosign wraps documents', () => {
    const terms = { minComponents: 2 };
    const [offence] = judgeSbom(document, terms).offences;
    expect(offence?.term).toBe('sbom.minComponents');
    for (const predicate of [
      JSON.stringify(document),
      { Data: document, Timestamp: 'x' },
      { Data: JSON.stringify(document) },
    ]) {
      expect(judgeSbom(predicate, terms).offences).toEqual([offence]);
    }
  });
});

describe('real documents', () => {
  test.each(['cyclonedx', 'spdx'] as const)('what npm writes in %s', async (format) => {
    const predicate: unknown = JSON.parse((await npmSbom('made', format)).toString());
    const terms = {
      tools: ['npm/cli@*'],
      minComponents: 5,
      denyPackages: [{ purl: 'pkg:npm/lodash@<4.17.21', reason: 'CVE-2021-23337' }],
      maxAge: 1,
    };
    const reading = judgeSbom(predicate, terms);
    expect(reading.offences.map(({ message }) => message)).toEqual([
      'lodash 4.17.15 (pkg:npm/lodash@4.17.15) is forbidden: 4.17.15 is in <4.17.21 (CVE-2021-23337)',
    ]);
    expect(reading.maker).toBe(`${format} by npm/cli`);
    expect(reading.claimedTime).toBeGreaterThan(Date.parse('2020-01-01T00:00:00Z'));
  });

  test.each(['cyclonedx', 'spdx'] as const)('packages of Debian in %s', (format) => {
    const terms = {
      denyPackages: [{ purl: 'pkg:deb/debian/openssl@<3.0.13' }],
      requirePackages: ['pkg:deb/debian/libc6@>=2.36'],
      denyLicenses: ['LGPL-*', 'AGPL-*'],
      onUnknown: 'warn',
    } as const;
    const { offences } = judgeSbom(debianSbom(format), terms);
    expect(offences.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^openssl 3.0.11-1~deb12u2 \(pkg:deb\/.*\) is forbidden: 3.0.11-1~deb12u2 is in <3.0.13$/),
      expect.stringMatching(/^libc6 .* is under LGPL-2.1-or-later AND GPL-2.0-or-later: LGPL-\* is denied$/),
      expect.stringMatching(/^libcrypt1 .*: LGPL-\* is denied$/),
      expect.stringMatching(/^tzdata .* has no licence$/),
    ]);
  });
});
