import { describe, expect, test } from '@jest/globals';
import type { VulnerabilityTerms } from '../../../src/model/attestation.ts';
import { cosignScan, judge, scanOf } from './documents.ts';

/** Names of what counts, with the severity. */
function counted(document: unknown, terms: Partial<VulnerabilityTerms>): readonly string[] {
  return judge(document, terms).offences.map(({ message }) => message.split(')', 1)[0] ?? '');
}

const severities = (...words: readonly string[]) =>
  scanOf(...words.map((Severity, index) => ({ Severity, VulnerabilityID: `CVE-${index}` })));

describe('severities', () => {
  test.each<[Partial<VulnerabilityTerms>, readonly string[]]>([
    [{}, ['CVE-5 (severity unknown', 'CVE-4 (critical', 'CVE-3 (high', 'CVE-2 (medium', 'CVE-1 (low', 'CVE-0 (none']],
    [{ maxSeverity: 'medium' }, ['CVE-5 (severity unknown', 'CVE-4 (critical', 'CVE-3 (high']],
    [{ maxSeverity: 'medium', onUnknownSeverity: 'allow' }, ['CVE-4 (critical', 'CVE-3 (high']],
    [
      { maxSeverity: 'medium', onUnknownSeverity: 'warn' },
      ['CVE-4 (critical', 'CVE-3 (high', 'CVE-5 (severity unknown'],
    ],
    [{ maxSeverity: 'critical' }, []],
    [{ onUnknownSeverity: 'allow', maxSeverity: 'high' }, ['CVE-4 (critical']],
  ])('%j', (terms, expected) => {
    const document = severities('none', 'Low', 'MODERATE', 'Important', 'CRITICAL', 'UNKNOWN');
    expect(new Set(counted(document, terms))).toEqual(new Set(expected));
    expect(counted(document, terms)).toHaveLength(expected.length);
  });

  test('an unknown one is told as such, and warns only where it may', () => {
    const [denied] = judge(severities('?'), { maxSeverity: 'low' }).offences;
    expect(denied).toMatchObject({ term: 'vulnerabilities.onUnknownSeverity' });
    expect(denied?.atMost).toBeUndefined();
    const [warned] = judge(severities('?'), { maxSeverity: 'low', onUnknownSeverity: 'warn' }).offences;
    expect(warned).toMatchObject({ term: 'vulnerabilities.onUnknownSeverity', atMost: 'Warn' });
    const [none] = judge(severities('?'), { onUnknownSeverity: 'allow' }).offences;
    expect(none).toMatchObject({ term: 'vulnerabilities.maxSeverity' });
  });

  test.each<[unknown, string, string]>([
    ['0', 'cvss', 'none'],
    ['0.1', 'CVSS_V3', 'low'],
    ['3.9', 'nvd', 'low'],
    ['4.0', 'cvss', 'medium'],
    ['6.9', 'cvss', 'medium'],
    ['7', 'cvss', 'high'],
    [8.9, 'cvss', 'high'],
    [9, 'cvss', 'critical'],
    ['10.0', 'cvss', 'critical'],
    ['10.1', 'cvss', 'severity unknown'],
    ['-1', 'cvss', 'severity unknown'],
    ['0.97', 'epss', 'severity unknown'],
    ['high', 'vendor', 'high'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 'cvss', 'critical'],
    ['CVSS:3.1/AV:N', 'cvss', 'severity unknown'],
    [null, 'cvss', 'severity unknown'],
  ])('a score %j by %s is %s', (score, method, severity) => {
    expect(counted(cosignScan([{ id: 'CVE-1', severity: [{ method, score }] }]), {})).toEqual([`CVE-1 (${severity}`]);
  });

  test.each([
    [['low', 'CVSS:4.0/AV:N'], 'severity unknown'],
    [['critical', 'CVSS:4.0/AV:N'], 'critical'],
    [['low', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H'], 'critical'],
    [['low', 'medium'], 'medium'],
  ])('several, %j, are %s', (scores, severity) => {
    const severities = scores.map((score) => ({ method: 'vendor', score }));
    expect(counted(cosignScan([{ id: 'CVE-1', severity: severities }]), {})).toEqual([`CVE-1 (${severity}`]);
  });
});
