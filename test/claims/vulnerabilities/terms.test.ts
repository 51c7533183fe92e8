import { describe, expect, test } from '@jest/globals';
import type { VulnerabilityTerms } from '../../../src/model/attestation.ts';
import { changed } from '../judging.ts';
import { cosignScan, GRYPE, judge, offences, scanOf, TRIVY, VULNS } from './documents.ts';

const DAY = 86_400_000;
const PUBLISHED = Date.parse('2021-12-10T10:15:09Z');
const UNTIL = Date.parse('2027-01-01T00:00:00Z');

describe('what counts', () => {
  test.each<[string, unknown, number]>([
    ['a version that mends it', scanOf({}), 1],
    ['no version', scanOf({ FixedVersion: '', Status: 'affected' }), 0],
    ['nothing said of versions', scanOf({ FixedVersion: undefined, Status: undefined }), 0],
    ['said to be fixed', scanOf({ FixedVersion: undefined, Status: 'fixed' }), 1],
    ['a version that is no text', scanOf({ FixedVersion: 2, Status: 'affected' }), 1],
    ['Grype, one of two', cosignScan(GRYPE), 1],
    ['Grype, unknown', cosignScan(changed(GRYPE, 'matches/1/vulnerability/fix/state', 'unknown')), 1],
    ['Grype, nothing said', cosignScan(changed(GRYPE, 'matches/1/vulnerability/fix', undefined)), 2],
    ['Grype, another state', cosignScan(changed(GRYPE, 'matches/1/vulnerability/fix/state', 'soon')), 2],
    ['in-toto, which does not say', VULNS, 2],
  ])('fixableOnly: %s', (_name, document, expected) => {
    expect(judge(document, { fixableOnly: true }).offences).toHaveLength(expected);
  });

  test.each<[string, object, Partial<VulnerabilityTerms>, number | undefined]>([
    ['grace', {}, { graceDays: { critical: 14 } }, PUBLISHED + 14 * DAY],
    ['grace of another severity', {}, { graceDays: { high: 14 } }, undefined],
    ['no date', { PublishedDate: undefined }, { graceDays: { critical: 14 } }, undefined],
    ['a date that is none', { PublishedDate: '2021-02-30' }, { graceDays: { critical: 14 } }, undefined],
    ['ignored', {}, { ignore: [{ id: 'cve-2021-44228', until: UNTIL, reason: 'x' }] }, UNTIL],
    ['ignored by another name', {}, { ignore: [{ id: 'GHSA-jfh8-c2jp-5v3q', until: UNTIL, reason: 'x' }] }, UNTIL],
    ['another ignored', {}, { ignore: [{ id: 'CVE-2021-4422', until: UNTIL, reason: 'x' }] }, undefined],
    [
      'ignored and grace: what lasts longer',
      {},
      { graceDays: { critical: 14 }, ignore: [{ id: 'CVE-2021-44228', until: PUBLISHED, reason: 'x' }] },
      PUBLISHED + 14 * DAY,
    ],
    [
      'ignored twice: what lasts longer',
      {},
      {
        ignore: [UNTIL, UNTIL - DAY].map((until) => ({ id: 'CVE-2021-44228', until, reason: 'x' })),
      },
      UNTIL,
    ],
    [
      'ignored in this package',
      {},
      {
        ignore: [
          { id: 'CVE-2021-44228', until: UNTIL, packages: ['pkg:npm/x', 'pkg:maven/*/log4j-core'], reason: 'x' },
        ],
      },
      UNTIL,
    ],
    [
      'ignored in another package',
      {},
      { ignore: [{ id: 'CVE-2021-44228', until: UNTIL, packages: ['pkg:maven/*/log4j-api'], reason: 'x' }] },
      undefined,
    ],
    [
      'ignored in versions, of which nobody can tell whether it is one',
      { InstalledVersion: '', PkgIdentifier: undefined },
      { ignore: [{ id: 'CVE-2021-44228', until: UNTIL, packages: ['pkg:maven/*/log4j-core@<3'], reason: 'x' }] },
      undefined,
    ],
  ])('from when on: %s', (_name, change, terms, since) => {
    const { offences: found } = judge(scanOf(change), terms);
    expect(found).toHaveLength(1);
    expect(found[0]?.since).toBe(since);
  });

  test('what counts at once, then soonest, then worst stands first, and what warns last', () => {
    const document = scanOf(
      { VulnerabilityID: 'warns', Severity: '?' },
      { VulnerabilityID: 'late', PublishedDate: '2026-01-02' },
      { VulnerabilityID: 'soon', PublishedDate: '2026-01-01' },
      { VulnerabilityID: 'high', Severity: 'HIGH' },
      { VulnerabilityID: 'critical', PublishedDate: undefined },
    );
    const { offences: found } = judge(document, {
      maxSeverity: 'low',
      onUnknownSeverity: 'warn',
      graceDays: { critical: 1 },
    });
    expect(found.map(({ offender }) => offender?.vulnerability)).toEqual(['critical', 'high', 'soon', 'late', 'warns']);
  });

  test('of the same vulnerability, twice listed, what denies counts', () => {
    const terms: Partial<VulnerabilityTerms> = { maxSeverity: 'low', onUnknownSeverity: 'warn' };
    for (const words of [
      ['?', 'HIGH'],
      ['HIGH', '?'],
    ]) {
      const { offences: found } = judge(scanOf(...words.map((Severity) => ({ Severity }))), terms);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ term: 'vulnerabilities.maxSeverity' });
    }
  });

  test('what is not listed is counted', () => {
    const document = scanOf(...Array.from({ length: 30 }, (_, index) => ({ VulnerabilityID: `CVE-${index}` })));
    const reading = judge(document, {}, undefined, { maxOffences: 20 });
    expect(reading.offences).toHaveLength(20);
    expect(reading.unlisted).toBe(10);
  });
});

describe('scanners', () => {
  test.each<[string, unknown, readonly string[], readonly string[]]>([
    ['by URI', cosignScan([]), ['x', 'pkg:github/aquasecurity/trivy@*'], []],
    ['by name', cosignScan([], { name: 'Trivy', uri: undefined }), ['Trivy'], []],
    ['by the format of the result', cosignScan({ ...GRYPE, matches: [] }, { uri: '' }), ['grype'], []],
    [
      'another one',
      cosignScan([], { uri: 'https://u:p@x.test/y' }),
      ['trivy'],
      ['vulnerabilities.scanners: scanned by https://x.test/y, expected trivy'],
    ],
    [
      'one of two',
      {
        scanners: [
          { name: 'trivy', result: [] },
          { name: 'other', result: [] },
        ],
      },
      ['trivy'],
      ['vulnerabilities.scanners: scanned by other, expected trivy'],
    ],
    [
      'none named',
      cosignScan([], { uri: 1 }),
      ['**'],
      ['vulnerabilities.scanners: scanned by a scanner without a name, expected **'],
    ],
  ])('%s', (_name, document, scanners, expected) => {
    expect(offences(document, { scanners })).toEqual(expected);
  });

  const TRIVY_NAME = 'pkg:github/aquasecurity/trivy@0.70.0';
  const DB = 'scanner/db/lastUpdate';
  test.each<[string, unknown, readonly string[]]>([
    ['young', cosignScan([]), []],
    ['as old as may be', changed(cosignScan([]), DB, '2026-11-18T08:00:00Z'), []],
    [
      'too old',
      changed(cosignScan([]), DB, '2026-11-14T07:00:00Z'),
      [`the data of ${TRIVY_NAME} is of 2026-11-14, 5 days before the scan, which is too old`],
    ],
    [
      'from after the scan',
      changed(cosignScan([]), DB, '2026-11-20T08:00:00Z'),
      [`${TRIVY_NAME} says that its data was updated after the scan`],
    ],
    ['unknown', changed(cosignScan([]), DB, ''), [`${TRIVY_NAME} does not say when its data was last updated`]],
    [
      'no data',
      changed(cosignScan([]), 'scanner/db', null),
      [`${TRIVY_NAME} does not say when its data was last updated`],
    ],
    ['no end', changed(cosignScan([]), 'metadata', {}), [`${TRIVY_NAME} does not say when the scan ended`]],
    ["Grype's own", cosignScan({ ...GRYPE, matches: [] }, { db: {} }), []],
    [
      "an older Grype's own",
      cosignScan({ matches: [], descriptor: { db: { built: '2020-01-01T00:00:00Z' } } }, { db: {}, uri: '' }),
      ['the data of grype is of 2020-01-01, 2514 days before the scan, which is too old'],
    ],
    [
      'a Grype that says nothing',
      cosignScan({ matches: [], descriptor: {} }, { db: {}, uri: '' }),
      ['grype does not say when its data was last updated'],
    ],
  ])('data: %s', (_name, document, expected) => {
    const told = offences(document, { maxDatabaseAge: DAY });
    expect(told).toEqual(expected.map((message) => `vulnerabilities.maxDatabaseAge: ${message}`));
  });

  test('terms that are none do not compile', () => {
    const ignore = [{ id: 'CVE-1', until: 0, packages: ['log4j'], reason: 'x' }];
    expect(() => judge(scanOf(), { ignore })).toThrow('a package is written');
    expect(() => judge(scanOf(), { scanners: [''] })).toThrow('may not be empty');
  });

  test('offences of scanners are listed whatever was found', () => {
    const reading = judge(cosignScan(TRIVY), { scanners: ['x'] }, undefined, { maxOffences: 1 });
    expect(reading.offences[0]?.term).toBe('vulnerabilities.scanners');
    expect(reading.unlisted).toBe(2);
  });
});
