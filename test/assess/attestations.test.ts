import { describe, expect, test } from '@jest/globals';
import { formatPath } from '../../src/model/path.ts';
import {
  DIGEST,
  forbidden,
  found,
  judged,
  outcome,
  PLATFORM_DIGEST,
  verdict,
} from '../support/attestation-verdicts.ts';
import { findingsOf, IMAGE, judge, policyFor, SBOM } from './judged-attestations.ts';

/** What the rule image-attestation makes of attestations that count. */

describe('an image of which everything is attested as the policy asks', () => {
  test('is let in, and its digest is known', async () => {
    const good = verdict([judged({ met: true, outcomes: [outcome()] })], [found()]);
    const { allowed, findings, images, asked } = await judge(good);
    expect({ allowed, findings, asked }).toEqual({ allowed: true, findings: [], asked: ['attestations'] });
    expect(images).toMatchObject([{ image: IMAGE, digest: DIGEST }]);
  });

  test('is let in with a warning where offences only warn', async () => {
    const unknown = forbidden('left-pad', {
      term: 'sbom.onUnknown',
      message: 'left-pad has no licence',
      atMost: 'Warn',
    });
    const outcomes = [
      outcome({ report: 1, superseded: true, offences: [{ ...unknown, message: 'an older one had no licence' }] }),
      outcome({ report: 1, offences: [forbidden('other'), { ...unknown, message: 'that of another tool had none' }] }),
      outcome({ offences: [unknown, { ...unknown, message: 'b has no licence' }] }),
    ];
    const { allowed, findings } = await judge(verdict([judged({ met: true, outcomes })], [found(), found()]));
    expect(allowed).toBe(true);
    expect(findings).toMatchObject([
      {
        rule: 'image-attestation',
        action: 'Warn',
        message:
          'container "app" uses the image "registry.example.com/app:1", of whose attestation sbom (cyclonedx) the policy warns: left-pad has no licence and 1 more',
        offences: [unknown, { message: 'b has no licence' }],
      },
    ]);
  });

  test('is no business of the rule where the policy does not name it', async () => {
    const { asked, findings } = await judge(verdict([judged()]), policyFor([SBOM]), 'docker.io/library/nginx');
    expect({ asked, findings }).toEqual({ asked: [], findings: [] });
  });
});

describe('an attestation that breaks the policy', () => {
  test('is told by its first offence, the next twenty, and all of them as data', async () => {
    const offences = Array.from({ length: 23 }, (_, index) => forbidden(`p${index}`));
    const suppressed = ['CVE-2021-1 in p1: not_affected'];
    const bad = verdict(
      [judged({ outcomes: [outcome({ offences, unlisted: 2 })], suppressed })],
      [found()],
      ['tag sha256-a.sbom: is not signed'],
    );
    const findings = await findingsOf(bad);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.unlisted).toBe(2);
    const [{ message, details = [], offences: listed, path, action, undecided }] = findings as [
      (typeof findings)[number],
    ];
    expect(message).toBe(
      'container "app" uses the image "registry.example.com/app:1", whose attestation sbom (cyclonedx) breaks the policy: p0 1.0.0 is forbidden and 24 more',
    );
    expect({ action, undecided, path: formatPath(path) }).toEqual({ action: 'Deny', path: 'spec.containers[0].image' });
    expect(listed).toEqual(offences);
    expect(details).toEqual([
      `digest: ${DIGEST}, a manifest`,
      `judged: referrer sha256:${'1'.repeat(64)}, signed by https://ci.test/release (issuer https://ci.test), at 2026-11-01T12:00:00Z`,
      ...offences.slice(0, 20).map((offence) => `sbom.deny.packages: ${offence.message}`),
      'and 5 more',
      'left out: CVE-2021-1 in p1: not_affected',
      'not looked at: tag sha256-a.sbom: is not signed',
    ]);
  });

  test('is told without "more" where there is one offence, and with what only warns in a finding of its own', async () => {
    const warned = forbidden('b', { message: 'b has no licence', atMost: 'Warn' });
    const findings = await findingsOf(
      verdict([judged({ outcomes: [outcome({ offences: [forbidden('a'), warned] })] })], [found()]),
    );
    expect(findings.map(({ action, message }) => `${action} ${message.split(', ')[1]}`)).toEqual([
      'Deny whose attestation sbom (cyclonedx) breaks the policy: a 1.0.0 is forbidden',
      'Warn of whose attestation sbom (cyclonedx) the policy warns: b has no licence',
    ]);
    expect(findings.map(({ offences = [] }) => offences.length)).toEqual([1, 1]);
  });

  test('denies also where no offence is listed', async () => {
    const [finding] = await findingsOf(verdict([judged({ outcomes: [outcome({ unlisted: 7 })] })], [found()]));
    expect(finding).toMatchObject({
      action: 'Deny',
      message: expect.stringContaining('7 offences that are not listed'),
    });
  });

  test('is told with its platform, and with what binds it', async () => {
    const report = found({
      where: 'index entry 2',
      format: 'statement',
      signed: PLATFORM_DIGEST,
      boundBy: { object: 'index', digest: DIGEST },
    });
    const object = { digest: PLATFORM_DIGEST, platform: 'linux/arm64' };
    const [finding] = await findingsOf(
      verdict([judged({ object, outcomes: [outcome({ offences: [forbidden('a')] })] })], [report]),
    );
    expect(finding?.message).toContain('whose attestation sbom (cyclonedx) for linux/arm64 breaks the policy: a 1.0.0');
    expect(finding?.details?.slice(1, 3)).toEqual([
      `looked at: linux/arm64, ${PLATFORM_DIGEST}`,
      expect.stringContaining(`bound by the signature on the index ${DIGEST}`),
    ]);
  });

  test('cannot hide in the terminal of who reads of it', async () => {
    const offence = forbidden('a', { message: 'a\u202e\n is forbidden' });
    const [finding] = await findingsOf(verdict([judged({ outcomes: [outcome({ offences: [offence] })] })], [found()]));
    expect(finding?.message).toContain('a\\u{202e}\\u{a} is forbidden');
    expect(finding?.details?.join()).not.toMatch(/[\n\u202e]/);
  });
});
