import { describe, expect, test } from '@jest/globals';
import { changed } from '../judging.ts';
import {
  COSIGN,
  cosignScan,
  FINISHED,
  GRYPE,
  IN_TOTO,
  judge,
  LOG4J,
  LOG4J_PURL,
  offences,
  scanOf,
  TRIVY,
  VULNS,
} from './documents.ts';

const LOG4J_OFFENCE = {
  term: 'vulnerabilities.maxSeverity',
  message: 'CVE-2021-44228 (critical) in log4j-core 2.14.1, fixed in 2.15.0, published 2021-12-10',
  offender: {
    vulnerability: 'CVE-2021-44228',
    aliases: ['GHSA-jfh8-c2jp-5v3q'],
    component: 'log4j-core',
    version: '2.14.1',
    purl: LOG4J_PURL,
  },
};

describe('results of scanners', () => {
  test('of Trivy', () => {
    expect(judge(cosignScan(TRIVY))).toEqual({
      offences: [
        LOG4J_OFFENCE,
        {
          term: 'vulnerabilities.maxSeverity',
          message: 'CVE-2023-45853 (medium) in zlib1g 1.2.13',
          offender: {
            vulnerability: 'CVE-2023-45853',
            component: 'zlib1g',
            version: '1.2.13',
            purl: 'pkg:deb/debian/zlib1g@1.2.13?arch=amd64',
          },
        },
      ],
      unlisted: 0,
      unlistedWarnings: 0,
      claimedTime: Date.parse(FINISHED),
      maker: 'pkg:github/aquasecurity/trivy',
    });
  });

  test('of Grype', () => {
    const { offences: found, maker } = judge(cosignScan(GRYPE, { uri: '' }));
    expect(maker).toBe('grype');
    expect(found.map(({ message }) => message)).toEqual([
      'GHSA-jfh8-c2jp-5v3q (critical) in log4j-core 2.14.1, fixed in 2.15.0, 2.12.2',
      'CVE-2023-45853 (negligible) in zlib1g 1.2.13',
    ]);
    expect(found[0]?.offender).toEqual({
      ...LOG4J_OFFENCE.offender,
      vulnerability: 'GHSA-jfh8-c2jp-5v3q',
      aliases: ['CVE-2021-44228'],
    });
  });

  test.each([IN_TOTO, COSIGN, 'https://in-toto.io/attestation/vulns/v0.1'])('of in-toto, as %s', (type) => {
    const { offences: found } = judge(VULNS, {}, type);
    expect(found).toEqual([
      {
        term: 'vulnerabilities.maxSeverity',
        message: `CVE-2021-44228 (critical) in ${LOG4J_PURL} 2.14.1, fixed in 2.15.0, published 2021-12-10`,
        offender: { vulnerability: 'CVE-2021-44228', component: LOG4J_PURL, version: '2.14.1', purl: LOG4J_PURL },
      },
      {
        term: 'vulnerabilities.maxSeverity',
        message: 'CVE-2023-45853 (medium)',
        offender: { vulnerability: 'CVE-2023-45853' },
      },
    ]);
  });

  test.each<[string, unknown]>([
    ['a list', cosignScan([])],
    ['Trivy', cosignScan({ ...TRIVY, Results: [] })],
    ['Trivy that found nothing to look at', cosignScan({ SchemaVersion: 2, ArtifactName: 'scratch' })],
    ['Trivy with null', cosignScan({ ...TRIVY, Results: [{ Vulnerabilities: null }] })],
    ['Grype', cosignScan({ ...GRYPE, matches: [] })],
  ])('that are empty are none found: %s', (_name, document) => {
    expect(judge(document).offences).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['of several scanners', { scanners: [{ result: TRIVY }, { result: GRYPE }] }],
    ['beside one', { scanner: { result: TRIVY }, scanners: [{ result: GRYPE }] }],
  ])('%s count together', (_name, document) => {
    expect(judge(document).offences).toHaveLength(4);
  });

  test('the end of a scan may be missing: then its beginning is taken', () => {
    const document = changed(cosignScan([]), 'metadata/scanFinishedOn', undefined);
    expect(judge(document).claimedTime).toBe(Date.parse('2026-11-19T07:59:00Z'));
    expect(judge(changed(document, 'metadata', undefined)).claimedTime).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['a missing result', cosignScan(undefined), 'the scan has no result, not even an empty one'],
    ['null', cosignScan(null), 'the scan has no result, not even an empty one'],
    ['a second scanner without', { scanners: [{ result: [] }, {}] }, 'the scan has no result'],
    ['a text', cosignScan('none'), 'the result of the scan is not an object: give the JSON of Trivy or Grype'],
    ['SARIF', cosignScan({ version: '2.1.0', runs: [] }), 'the result of the scan is SARIF, which is not supported'],
    ['CycloneDX', cosignScan({ bomFormat: 'CycloneDX' }), 'the result of the scan is CycloneDX, which is not'],
    [
      'something else',
      cosignScan({ vulns: [], a: 1 }),
      'the result of the scan, with the fields vulns, a, is of no format',
    ],
    ['an empty object', cosignScan({}), 'with no fields, is of no format'],
    ['two formats at once', cosignScan({ ...TRIVY, ...GRYPE }), 'the result of the scan is a result of Grype'],
    ['half of Trivy', cosignScan({ SchemaVersion: 2 }), 'neither Results nor the name of an artifact'],
    ['Grype without matches', cosignScan({ matches: null }), 'matches of the result is not a list'],
    ['Trivy with a text', cosignScan({ Results: 'none' }), 'Results is not a list'],
    ['no name', scanOf({ VulnerabilityID: undefined }), 'lists a vulnerability without a name'],
    ['in-toto without a name', cosignScan([{ severity: [] }]), 'lists a vulnerability without a name'],
    ['in-toto with texts', cosignScan(['CVE-1']), 'the result lists what is not an object'],
    ['many severities', cosignScan([{ id: 'a', severity: Array(257) }]), 'more than 256 severities'],
    ['many annotations', cosignScan([{ id: 'a', annotations: Array(257) }]), 'more than 256 annotations'],
    ['many names', scanOf({ VendorIDs: Array(257).fill('x') }), 'more than 256 other names'],
    ['many vulnerabilities', cosignScan(Array(200_001).fill({ id: 'a' })), 'more than 200000 vulnerabilities'],
    ['no scanner', {}, 'the scan names no scanner'],
    ['many scanners', { scanners: Array(17).fill({ result: [] }) }, 'scanners holds 17 items, more than 16'],
    ['no object', 'text', 'the predicate is not an object'],
  ])('%s: cannot be read', (_name, document, reason) => {
    const { offences: found } = judge(document);
    expect(found).toHaveLength(1);
    expect(found[0]?.term).toBe('vulnerabilities');
    expect(found[0]?.message).toContain(reason);
  });

  test('another type cannot be read', () => {
    expect(offences(VULNS, {}, 'https://x.test/y')).toEqual([
      'vulnerabilities: a predicate of type "https://x.test/y" is no scan for vulnerabilities',
    ]);
  });

  test('the same vulnerability of the same package is told once, as the worst it is said to be', () => {
    const { offences: found } = judge(
      scanOf({ Severity: 'LOW' }, {}, { Severity: 'HIGH' }, { InstalledVersion: '2.14.0' }),
    );
    expect(found.map(({ message }) => message.slice(0, 47))).toEqual([
      'CVE-2021-44228 (critical) in log4j-core 2.14.1,',
      'CVE-2021-44228 (critical) in log4j-core 2.14.0,',
    ]);
    expect(judge(scanOf({ ...LOG4J, PkgIdentifier: null }, LOG4J)).offences).toHaveLength(2);
  });
});
