import { describe, expect, test } from '@jest/globals';
import type { ImageAnswer } from '../../src/model/image-evidence.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { KEYLESS } from '../policy/image-documents.ts';
import { CYCLONEDX, DIGEST, forbidden, found, judged, outcome, verdict } from '../support/attestation-verdicts.ts';
import { findingsOf, IMAGE, judge, policyFor, SBOM, SECURITY } from './judged-attestations.ts';

/** What the rule image-attestation says where no attestation counts. */

describe('an attestation that is not there', () => {
  test('is named, with who should have made it', async () => {
    const wanted = { ...SBOM, signedBy: ['release', 'security'] };
    const [finding] = await findingsOf(verdict([judged()]), policyFor([wanted]));
    expect(finding).toMatchObject({
      action: 'Deny',
      message:
        'container "app" uses the image "registry.example.com/app:1", which has no attestation sbom (cyclonedx) by release or security that the policy accepts: no attestation was found',
      details: [`digest: ${DIGEST}, a manifest`],
    });
    expect(finding).not.toHaveProperty('offences');
  });

  test('is told with why those that are there do not count, and only those that might have', async () => {
    const refusals = [
      { authority: 'release', reason: 'wrong subject "x", expected "y"' },
      { authority: 'other', reason: 'no matter' },
    ];
    const { signer: _, predicateType: __, ...unsigned } = found({ accepted: [], refusals });
    const reports = [
      unsigned,
      found({ where: 'of the type', refusals, accepted: ['other'] }),
      found({ where: 'of another type', predicateType: 'https://slsa.dev/provenance/v1', refusals }),
      found({ where: 'of nobody who is asked', refusals: [] }),
    ];
    const [finding] = await findingsOf(verdict([judged()], reports));
    expect(finding?.message).toMatch(/: 4 attestations were found, and none of this type counts for it$/);
    expect(finding?.details?.slice(1)).toEqual([
      expect.stringMatching(/^referrer .*: does not count: release: wrong subject "x", expected "y"$/),
      expect.stringMatching(/^of the type, .*: does not count: release: wrong subject "x", expected "y"$/),
    ]);
  });

  test('is told with what newer, older and good ones came to', async () => {
    const outcomes = [
      outcome({ offences: [forbidden('a')] }),
      outcome({ report: 1, superseded: true }),
      outcome({ report: 2 }),
      outcome({ report: 3, offences: [forbidden('b'), forbidden('c')] }),
    ];
    const reports = ['first', 'second', 'third', 'fourth'].map((where) => found({ where }));
    const [finding] = await findingsOf(verdict([judged({ outcomes })], reports));
    expect(finding?.details?.slice(3).map((line) => line.replace(/, signed.*Z: /, ': '))).toEqual([
      'second: does not count: a newer one of the same signer does',
      'third: is as the policy wants it',
      'fourth: does not count: b 1.0.0 is forbidden and 1 more',
    ]);
  });

  test('is told in so many lines at most', async () => {
    const refusals = [{ authority: 'release', reason: 'x'.repeat(1_000) }];
    const reports = Array.from({ length: 30 }, () => found({ accepted: [], refusals }));
    const [finding] = await findingsOf(verdict([judged()], reports));
    expect(finding?.details).toHaveLength(14);
    expect(finding?.details?.at(-1)).toBe('and 18 more lines');
    for (const line of finding?.details ?? []) expect(line.length).toBeLessThanOrEqual(400);
  });

  test('is told with authorities whose keys cannot be read here', async () => {
    const key = { secret: { namespace: 'keys', name: 'release', key: 'cosign.pub' } };
    const policy = policyFor([SBOM], { authorities: [{ name: 'release', key, transparency: 'ignored' }] });
    const [finding] = await findingsOf(verdict([judged()]), policy);
    expect(finding?.details?.[1]).toMatch(/^release accepts nothing: its key is in the Secret keys\/release/);
  });
});

describe('too few signers', () => {
  test('are counted, each once', async () => {
    const wanted = { ...SBOM, signedBy: ['release', 'security'], atLeast: 2 };
    const security = { ...SECURITY, keyless: { issuer: 'https://ci.test', subject: 'https://ci.test/security' } };
    const policy = policyFor([wanted], { authorities: [KEYLESS, security] });
    const outcomes = [outcome(), outcome({ report: 1 })];
    const [finding] = await findingsOf(verdict([judged({ outcomes })], [found(), found()]), policy);
    expect(finding?.message).toContain(
      'whose attestation sbom (cyclonedx) has too few signers: 1, and the policy wants 2 different ones of release, security',
    );
  });
});

describe('several attestations', () => {
  const provenance = { type: 'provenance', signedBy: ['release'] };

  test('have a finding each, and one of its own name is named once', async () => {
    const findings = await findingsOf(
      verdict([judged(), judged({ name: 'provenance', type: 'provenance' })]),
      policyFor([SBOM, provenance]),
    );
    expect(findings.map(({ message }) => /attestation (.*) by/.exec(message)?.[1])).toEqual([
      'sbom (cyclonedx)',
      'provenance',
    ]);
  });

  test('are all in a verdict: one that is left out is a failure, and denies', async () => {
    const { allowed, failures } = await judge(verdict([judged({ met: true })]), policyFor([SBOM, provenance]));
    expect(allowed).toBe(false);
    expect(failures).toMatchObject([{ code: 'rule', message: 'rule image-attestation of policy images failed' }]);
  });
});

describe('a registry that cannot be asked', () => {
  const down: ImageAnswer = { state: 'unavailable', cause: 'unreachable', reason: 'the registry is down' };
  const refused: ImageAnswer = { ...down, cause: 'refused', reason: 'it would not let us' };

  test.each<readonly [string, ImageAnswer, JsonObject, string, string]>([
    ['denies', down, {}, IMAGE, 'Deny'],
    ['denies with what is cached alone', down, { degrade: 'cached-only' }, IMAGE, 'Deny'],
    ['warns where it is to', down, { degrade: 'warn' }, IMAGE, 'Warn'],
    ['denies where it answers', refused, { degrade: 'warn' }, IMAGE, 'Deny'],
    ['denies where it is written otherwise', down, { degrade: 'warn' }, 'registry.example.com:443/app:1', 'Deny'],
  ])('%s', async (_, answer, spec, image, action) => {
    const findings = await findingsOf(answer, policyFor([SBOM], spec), image);
    expect(findings).toMatchObject([
      { rule: 'image-attestation', action, undecided: true, message: expect.stringContaining('could not be verified') },
    ]);
  });
});

test('the type of an attestation counts in all of its spellings', async () => {
  const refusals = [{ authority: 'release', reason: 'no' }];
  const reports = [found({ predicateType: `${CYCLONEDX}/v1.6`, refusals, accepted: ['other'] })];
  const [finding] = await findingsOf(verdict([judged()], reports));
  expect(finding?.details).toHaveLength(2);
});
