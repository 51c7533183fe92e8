import { describe, expect, test } from '@jest/globals';
import { conclude } from '../../src/claims/conclude.ts';
import type { AttestationsRequirement } from '../../src/model/attestation.ts';
import type { AttestationReport } from '../../src/model/attestation-verdict.ts';
import {
  AMD,
  ARM,
  DAY,
  evidence,
  found,
  judge,
  LOG4J,
  NOW,
  requirement,
  TOO_SMALL,
  UNKNOWN_LICENSE,
  WRONG_FORMAT,
  wanted,
} from './attested-reports.ts';

describe('what an attestation tells of an image', () => {
  test.each<[string, readonly AttestationReport[], boolean]>([
    ['none is there', [], false],
    ['one is as wanted', [found()], true],
    ['one speaks against the image', [found({ offences: [LOG4J] })], false],
    ['one says too little', [found({ offences: [TOO_SMALL] })], false],
    ['one is not of the kind that is asked for', [found({ offences: [WRONG_FORMAT] })], false],
    ['one only warns', [found({ offences: [UNKNOWN_LICENSE] })], true],
    ['one has more offences than are listed', [found({ unlisted: 1 })], false],
    ['one has more warnings than are listed', [found({ unlistedWarnings: 1 })], true],
    ['another maker says enough', [found({ offences: [TOO_SMALL] }), found({ maker: 'other' })], true],
    [
      'another is of the kind that is asked for',
      [found({ offences: [WRONG_FORMAT, LOG4J] }), found({ maker: 'other' })],
      true,
    ],
    ['another maker speaks against the image', [found(), found({ maker: 'other', offences: [LOG4J] })], false],
    ['another signer speaks against the image', [found(), found({ by: 'b', offences: [LOG4J] })], false],
    [
      'a term that nobody knows is broken',
      [found(), found({ maker: 'other', offences: [{ term: 'new', message: '' }] })],
      false,
    ],
    ['it is about another object', [found({ on: AMD })], false],
    ['it was read for another requirement', [found({ name: 'other' })], false],
  ])('%s', (_, reports, verified) => {
    expect(judge(reports).verified).toBe(verified);
    expect(judge(reports.toReversed()).verified).toBe(verified);
  });

  test('what decides stands first', () => {
    const reports = [found({ maker: 'good' }), found({ maker: 'other', offences: [LOG4J] })];
    expect(judge(reports).messages).toEqual([LOG4J.message]);
  });
});

describe('the newest of a signer', () => {
  const old = { signedTime: NOW - 30 * DAY };

  test.each<[string, readonly AttestationReport[], boolean]>([
    ['takes the place of one that spoke against the image', [found({ ...old, offences: [LOG4J] }), found()], true],
    ['takes the place of one that was as wanted', [found(old), found({ offences: [LOG4J] })], false],
    ['says nothing of another signer', [found({ ...old, offences: [LOG4J], by: 'b' }), found()], false],
    ['says nothing of another maker', [found({ ...old, offences: [LOG4J], maker: 'b' }), found()], false],
    [
      'says nothing of another type',
      [found({ ...old, offences: [LOG4J], type: 'https://spdx.dev/Document' }), found()],
      false,
    ],
    [
      'is told by what it claims where nobody vouches for a time',
      [found({ signedTime: null, claimedTime: 1, offences: [LOG4J] }), found({ signedTime: null, claimedTime: 2 })],
      true,
    ],
    ['cannot be told where both are of one time', [found({ offences: [LOG4J] }), found()], false],
    [
      'cannot be told where neither names a time',
      [found({ signedTime: null, offences: [LOG4J] }), found({ signedTime: null })],
      false,
    ],
  ])('%s', (_, reports, verified) => {
    expect(judge(reports).verified).toBe(verified);
    expect(judge(reports.toReversed()).verified).toBe(verified);
  });
});

test.each<[string, readonly AttestationReport[], boolean]>([
  ['one', [found()], false],
  ['one who signed twice', [found(), found({ maker: 'other' })], false],
  ['two', [found(), found({ by: 'b' })], true],
  ['two of whom one says too little', [found(), found({ by: 'b', offences: [TOO_SMALL] })], false],
])('where two signers must attest: %s', (_, reports, verified) => {
  expect(judge(reports, requirement(wanted({ atLeast: 2 }))).verified).toBe(verified);
});

describe('an index', () => {
  const on = (attestationsOn: 'index' | 'platform' | 'either') => requirement(wanted(), { attestationsOn });
  const both = [found({ on: AMD }), found({ on: ARM })];

  test.each<[string, AttestationsRequirement, readonly AttestationReport[], boolean]>([
    ['itself, where it must be', on('index'), [found()], true],
    ['its platforms, where it must be', on('index'), both, false],
    ['its platforms, where they must be', on('platform'), both, true],
    ['itself, where they must be', on('platform'), [found()], false],
    ['one of two platforms', on('platform'), both.slice(1), false],
    ['itself, where either will do', on('either'), [found()], true],
    ['its platforms, where either will do', on('either'), both, true],
    ['one of two platforms, where either will do', on('either'), both.slice(1), false],
    ['against itself', on('either'), [found({ offences: [LOG4J] }), ...both], false],
    ['too little of itself', on('either'), [found({ offences: [TOO_SMALL] }), ...both], true],
    ['against one platform', on('either'), [found({ on: AMD, offences: [LOG4J] }), found({ on: ARM })], false],
  ])('attested of %s', (_, of, reports, verified) => {
    expect(judge(reports, of, 'index').verified).toBe(verified);
  });

  test('without platforms is attested of none', () => {
    const empty = { ...evidence([found()], 'index'), platforms: [] };
    expect(conclude(on('platform'), empty, NOW).verified).toBe(false);
  });

  test('the platform that is refused is named', () => {
    const reports = [found({ on: AMD }), found({ on: ARM, offences: [LOG4J] })];
    expect(judge(reports, on('either'), 'index').first?.object).toEqual({ digest: ARM, platform: 'linux/arm64' });
  });
});
