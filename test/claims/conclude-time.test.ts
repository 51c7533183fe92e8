import { describe, expect, test } from '@jest/globals';
import type { VulnerabilityTerms } from '../../src/model/attestation.ts';
import type { AttestationReport, Offence, Reading } from '../../src/model/attestation-verdict.ts';
import { AMD, ARM, DAY, type Found, found, judge, LOG4J, NOW, requirement, wanted } from './attested-reports.ts';

describe('age', () => {
  const limited = requirement(wanted({ maxAge: 10 * DAY }));

  test('holds until the limit, and no longer', () => {
    const fresh = judge([found()], limited);
    expect(fresh).toMatchObject({ verified: true, goodUntil: NOW + 9 * DAY });
    expect(judge([found()], limited, 'manifest', NOW + 9 * DAY)).toMatchObject({
      verified: false,
      goodUntil: undefined,
    });
    expect(judge([found()], limited, 'manifest', NOW + 9 * DAY - 1).verified).toBe(true);
  });

  test('is that of what it says itself where anybody could have had it logged anew', () => {
    const old = found({ claimedTime: NOW - 11 * DAY });
    expect(judge([old], limited).verified).toBe(false);
    const signer = { kind: 'keyless', issuer: 'https://id.test', subject: 'https://ci.test' } as const;
    expect(judge([{ ...old, signer }], limited).verified).toBe(true);
  });

  test('needs a time that somebody else vouches for', () => {
    const { verified, messages } = judge([found({ signedTime: null, claimedTime: NOW })], limited);
    expect(verified).toBe(false);
    expect(messages).toEqual(['neither a log nor a timestamp authority vouches for its time']);
  });

  test('one that is too old does not speak against the image either', () => {
    const stale = found({ by: 'b', signedTime: NOW - 11 * DAY, offences: [LOG4J] });
    expect(judge([stale, found()], limited).verified).toBe(true);
  });

  const terms = {
    kind: 'sbom',
    maxAge: 10 * DAY,
    minComponents: 1,
    denyPackages: [],
    requirePackages: [],
    denyLicenses: [],
    onUnknown: 'warn',
  } as const;
  test.each<[string, Found, string | undefined]>([
    ['young by both', { claimedTime: NOW - DAY }, undefined],
    [
      'old by what it says',
      { claimedTime: NOW - 11 * DAY },
      'it is 11 days old by what it says itself, more than 10 days',
    ],
    [
      'old by the log',
      { claimedTime: NOW, signedTime: NOW - 11 * DAY },
      'it is 11 days old by the time that a log vouches for, more than 10 days',
    ],
    ['without a word on it', {}, 'it does not say when it was made'],
    [
      'of which nobody could read what it says',
      { offences: [{ term: 'sbom', message: 'CycloneDX 1.3 is not supported' }] },
      'CycloneDX 1.3 is not supported',
    ],
    ['of tomorrow', { claimedTime: NOW + DAY }, 'it says that it was made in the future'],
    [
      'young by what it says alone',
      { signedTime: null, claimedTime: NOW - DAY },
      'neither a log nor a timestamp authority vouches for its time',
    ],
  ])('of a document: %s', (_, reading, message) => {
    const { verified, messages } = judge([found(reading)], requirement(wanted({ terms })));
    expect(messages).toEqual(message === undefined ? [] : [message]);
    expect(verified).toBe(message === undefined);
  });

  test('what is of tomorrow is judged anew when that has come', () => {
    const early = found({ by: 'b', claimedTime: NOW + DAY, signedTime: NOW, offences: [LOG4J] });
    const limits = requirement(wanted({ terms }));
    const reports = [found({ claimedTime: NOW - DAY }), early];
    const moment = NOW + DAY - 3_600_000;
    expect(judge(reports, limits)).toMatchObject({ verified: true, goodUntil: moment });
    expect(judge(reports, limits, 'manifest', moment).verified).toBe(false);
  });

  test('an offence that is yet to come says until when the verdict holds', () => {
    const later = found({ offences: [{ ...LOG4J, since: NOW + 3 * DAY }] });
    expect(judge([later])).toMatchObject({ verified: true, goodUntil: NOW + 3 * DAY });
    expect(judge([later], requirement(), 'manifest', NOW + 3 * DAY).verified).toBe(false);
  });
});

describe('the newest', () => {
  const bad = found({ claimedTime: NOW - 3 * DAY, signedTime: NOW - 3 * DAY, offences: [LOG4J] });
  const old = found({ claimedTime: NOW - 9 * DAY, signedTime: NOW });

  test('is not what an old signature of a key was timestamped anew for', () => {
    expect(judge([bad, old]).verified).toBe(false);
    const { signedTime: _, ...reading } = old.readings.sbom ?? bad.readings.sbom ?? {};
    expect(judge([bad, { ...old, readings: { sbom: reading as Reading } }]).verified).toBe(false);
  });

  test('is what an identity signed last, whose certificate is not valid for long', () => {
    const signer = { kind: 'keyless', issuer: 'i', subject: 's' } as const;
    const [one, other] = [bad, old].map((report) => ({ ...report, signer }));
    if (one === undefined || other === undefined) throw new Error('two are given');
    expect(judge([one, other]).verified).toBe(true);
  });
});

test('a requirement may be called like what every object has', () => {
  const named = requirement(wanted({ name: 'constructor' }));
  expect(judge([found()], named).verified).toBe(false);
  expect(judge([found(), found({ name: 'constructor' })], named).verified).toBe(true);
});

describe('what others say of vulnerabilities', () => {
  const terms: VulnerabilityTerms = {
    kind: 'vulnerabilities',
    onUnknownSeverity: 'deny',
    fixableOnly: false,
    graceDays: {},
    ignore: [],
    vex: { signedBy: ['vendor'], maxAge: 10 * DAY },
  };
  const of = requirement(wanted({ name: 'scan', type: 'vulnerabilities', terms }));
  const offence: Offence = {
    term: 'vulnerabilities.maxSeverity',
    message: 'CVE-2021-44228',
    offender: { vulnerability: 'CVE-2021-44228', component: 'log4j-core', purl: 'pkg:maven/a/log4j-core@2.14.1' },
  };
  const scan = found({ name: 'scan', offences: [offence], claimedTime: NOW });
  const vex = (change: Found = {}) =>
    found({
      name: 'scan/vex',
      by: 'vendor',
      statements: [
        { vulnerabilities: ['CVE-2021-44228'], status: 'not_affected', justification: 'component_not_present' },
      ],
      ...change,
    });

  test('takes it out', () => {
    const { verified, first, goodUntil } = judge([scan, vex()], of);
    expect({ verified, goodUntil }).toEqual({ verified: true, goodUntil: NOW + 9 * DAY });
    expect(first?.suppressed).toEqual(['CVE-2021-44228 in log4j-core: not_affected (component_not_present)']);
  });

  test.each<[string, AttestationReport]>([
    ['it is too old', vex({ signedTime: NOW - 10 * DAY })],
    ['nobody vouches for its time', vex({ signedTime: null })],
    ['it is about another image', vex({ on: AMD })],
    ['it cannot be read to its end', vex({ offences: [{ term: 'vex', message: 'too many' }] })],
    ['it belongs to another requirement', vex({ name: 'other/vex' })],
  ])('does not where %s', (_, other) => {
    expect(judge([scan, other], of).verified).toBe(false);
  });

  test('does not where the same signer said something later that cannot be read', () => {
    const unreadable = { statements: [], offences: [{ term: 'vex', message: 'it cannot be read' }] };
    const later = vex({ ...unreadable, signedTime: NOW - DAY / 2 });
    expect(judge([scan, vex(), later], of).verified).toBe(false);
    expect(judge([scan, vex(), { ...later, signer: { kind: 'key', fingerprint: 'another' } }], of).verified).toBe(true);
    expect(judge([scan, vex(), vex({ ...unreadable, signedTime: NOW - 2 * DAY })], of).verified).toBe(true);
  });

  test('counts for platforms where it is said of the index', () => {
    const platforms = [AMD, ARM].map((on) => ({ ...scan, signed: on }));
    const reports = [...platforms, vex()];
    expect(judge(reports, of, 'index').verified).toBe(true);
    expect(judge(platforms, of, 'index').verified).toBe(false);
  });
});
