import { describe, expect, test } from '@jest/globals';
import type { VulnerabilityTerms } from '../../../src/model/attestation.ts';
import { cosignScan, GRYPE, IN_TOTO, judge, offences, scanOf } from './documents.ts';

const [LOG4J_MATCH] = GRYPE.matches;
const UNTIL = Date.parse('2027-01-01T00:00:00Z');
const ignoring = (id: string): Partial<VulnerabilityTerms> => ({ ignore: [{ id, until: UNTIL, reason: 'a' }] });

/** An advisory of a distribution as Grype finds it, with the vulnerabilities that it mends. */
const advisory = (...related: readonly string[]) =>
  cosignScan({
    ...GRYPE,
    matches: [
      {
        ...LOG4J_MATCH,
        vulnerability: { id: 'ELSA-2026-1234', severity: 'Critical' },
        relatedVulnerabilities: related.map((id) => ({ id })),
      },
    ],
  });

/** When what was found begins to count. */
const sinceOf = (document: unknown, terms: Partial<VulnerabilityTerms>, type?: string) =>
  judge(document, terms, type).offences.map(({ since }) => since);

describe('an advisory about several vulnerabilities', () => {
  test('is not ignored because one of them is', () => {
    expect(sinceOf(advisory('CVE-2026-1', 'CVE-2026-2'), ignoring('CVE-2026-1'))).toEqual([undefined]);
    expect(sinceOf(advisory('CVE-2026-1', 'CVE-2026-2'), ignoring('ELSA-2026-1234'))).toEqual([UNTIL]);
    expect(sinceOf(advisory('CVE-2026-1', 'cve-2026-1'), ignoring('CVE-2026-1'))).toEqual([UNTIL]);
  });

  test('goes by none of their names, so that no statement about one takes it out', () => {
    const [several] = judge(advisory('CVE-2026-1', 'CVE-2026-2')).offences;
    const [single] = judge(advisory('CVE-2026-1')).offences;
    expect(several?.offender?.aliases).toBeUndefined();
    expect(single?.offender?.aliases).toEqual(['CVE-2026-1']);
    expect(offences(advisory('CVE-2026-1', 'CVE-2026-2'))).toEqual(offences(advisory('CVE-2026-1')));
  });

  test('nor does a vulnerability go by the name of another, whoever wrote it', () => {
    const trivy = scanOf({ VendorIDs: ['CVE-2026-2', 'DSA-1-1'], PublishedDate: undefined });
    expect(sinceOf(trivy, ignoring('CVE-2026-2'))).toEqual([undefined]);
    const inToto = cosignScan([{ id: 'CVE-2026-1', severity: 'high', annotations: { aliases: ['CVE-2026-2'] } }]);
    expect(sinceOf(inToto, ignoring('CVE-2026-2'), IN_TOTO)).toEqual([undefined]);
  });
});
