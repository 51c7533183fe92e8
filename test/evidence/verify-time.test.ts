import { beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, type LeafSpec, newKey, type SignSpec, sign, type World } from '../support/signing/index.ts';
import { candidate, changed, IDENTITY, judge, keyless, keyOf, PLAIN, reasonFor, SIGNATURE } from './judging.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let world: World;
let stranger: World;
beforeAll(async () => {
  [world, stranger] = await Promise.all([createWorld(), createWorld({ name: 'stranger' })]);
});

const at = (milliseconds: number) => new Date(world.clock.getTime() + milliseconds);
const now = (milliseconds: number) => ({ now: at(milliseconds).getTime() });

async function signed(spec: Partial<SignSpec> = {}, identity: Partial<LeafSpec> = {}) {
  return sign(world, { payload: SIGNATURE, identity: { ...IDENTITY, ...identity }, ...spec });
}

describe('a certificate must have been valid when it was used', () => {
  test.each<[string, () => Partial<SignSpec>]>([
    ['log', () => ({ log: [{ form: 'v1', at: at(11 * MINUTE) }] })],
    ['timestamp', () => ({ log: 'v2', timestamps: [at(11 * MINUTE)] })],
    ['one of two', () => ({ log: 'v1', timestamps: [at(11 * MINUTE)] })],
  ])('%s', async (_, spec) => {
    const reason = reasonFor(judge(world, candidate(await signed(spec())), keyless(), now(HOUR)));
    expect(reason).toMatch(/^the certificate is not vouched for by .*not valid or expired at the specified date/);
  });

  test('before its time', async () => {
    const early = await signed({ log: 'v2', timestamps: true }, { from: at(MINUTE) });
    expect(reasonFor(judge(world, candidate(early), keyless(), now(HOUR)))).toMatch(/not valid or expired/);
  });

  test('long ago is no matter', async () => {
    expect(reasonFor(judge(world, candidate(await signed()), keyless(), now(1_000 * 24 * HOUR)))).toBe('accepted');
  });

  test('an intermediate that had run out', async () => {
    const past = { from: at(-3 * HOUR), until: at(-2 * HOUR) };
    const old = await createWorld({ name: 'old', intermediate: past });
    const report = judge(old, candidate(await sign(old, { payload: SIGNATURE, identity: IDENTITY })), keyless());
    expect(reasonFor(report)).toMatch(/not valid or expired at the specified date/);
  });
});

describe('the future', () => {
  test.each([
    ['log', {} as const],
    ['timestamp', { log: 'v2', timestamps: true } as const],
  ])('a %s may be five minutes ahead', async (_, spec) => {
    const candidateNow = candidate(await signed(spec));
    expect(reasonFor(judge(world, candidateNow, keyless(), now(-5 * MINUTE)))).toBe('accepted');
    const reason = reasonFor(judge(world, candidateNow, keyless(), now(-5 * MINUTE - 1)));
    expect(reason).toBe(`the signature is from the future: ${world.clock.toISOString()}`);
  });
});

describe('age', () => {
  const maxAge = 2 * HOUR;

  test('as long as allowed, and no longer', async () => {
    const one = candidate(await signed());
    expect(reasonFor(judge(world, one, keyless({ maxAge }), now(maxAge)))).toBe('accepted');
    const reason = reasonFor(judge(world, one, keyless({ maxAge }), now(maxAge + 1)));
    expect(reason).toBe(`the signature is of ${world.clock.toISOString()}, older than the 2 hours that are allowed`);
  });

  test('the earliest time counts', async () => {
    const key = newKey();
    const twice = await sign(world, { payload: SIGNATURE, key, timestamps: [at(3 * HOUR)] });
    const report = judge(world, candidate(twice), keyOf(key, { maxAge }), now(3 * HOUR));
    expect(reasonFor(report)).toMatch(/older than the 2 hours that are allowed$/);
    const { time } = judge(world, candidate(twice), keyOf(key), now(3 * HOUR));
    expect(time).toBe(world.clock.toISOString());
  });

  test('without a time nobody knows', async () => {
    const key = newKey();
    const bare = await sign(world, { payload: PLAIN, key, log: [] });
    const authority = keyOf(key, { maxAge, transparency: 'ignored' });
    const reason = reasonFor(judge(world, candidate(bare, 'simple-signing'), authority));
    expect(reason).toBe('nobody vouches for when it was signed, and the authority limits the age');
  });
});

test('a time that no log promised is no time', async () => {
  const one = await signed({ log: [{ form: 'v1', promise: false }], timestamps: true });
  const claimed = changed(
    one,
    ({
      verificationMaterial: {
        tlogEntries: [entry],
      },
    }) => {
      Object.assign(entry ?? {}, { integratedTime: '1600000000' });
    },
  );
  const report = judge(world, claimed, keyless());
  expect([report.accepted, report.time]).toEqual([['wanted'], world.clock.toISOString()]);
  const unstamped = await signed({ log: [{ form: 'v1', promise: false }] });
  const timed = changed(
    unstamped,
    ({
      verificationMaterial: {
        tlogEntries: [entry],
      },
    }) => {
      Object.assign(entry ?? {}, { integratedTime: String(world.clock.getTime() / 1_000) });
    },
  );
  expect(reasonFor(judge(world, timed, keyless()))).toMatch(/expected 1 timestamps, got 0/);
});

describe('timestamps', () => {
  test('of an unknown authority are no timestamps', async () => {
    const root = world.trustedRoot();
    root.timestampAuthorities = [];
    const roots = [{ name: 'test', json: JSON.stringify(root) }];
    const stamped = await signed({ log: 'v2', timestamps: true });
    const reason = reasonFor(judge(world, candidate(stamped), keyless(), { roots }));
    expect(reason).toMatch(/vouches for when it was signed \(expected 1 timestamps, got 0\)/);
    const promised = await signed({ timestamps: true });
    expect(reasonFor(judge(world, candidate(promised), keyless(), { roots }))).toBe('accepted');
  });

  test('of an authority that only has the name of a known one', async () => {
    const one = await signed();
    const token = (await stranger.timestamp(one.signature, world.clock)).toString('base64');
    const foreign = changed(one, ({ verificationMaterial }) => {
      verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [{ signedTimestamp: token }] };
    });
    expect(reasonFor(judge(world, foreign, keyless()))).toMatch(/timestamp could not be verified/);
  });

  test('of another signature', async () => {
    const [one, other] = [await signed({ log: 'v1' }), await signed({ log: 'v2', timestamps: true })];
    const moved = changed(one, ({ verificationMaterial }) => {
      verificationMaterial.timestampVerificationData = {
        rfc3161Timestamps: other.timestamps.map((token) => ({ signedTimestamp: token.toString('base64') })),
      };
    });
    expect(reasonFor(judge(world, moved, keyless()))).toMatch(/timestamp could not be verified/);
  });

  test('twice the same', async () => {
    const one = await signed({ log: 'v2', timestamps: true });
    const twice = changed(one, ({ verificationMaterial: { timestampVerificationData: data } }) => {
      data?.rfc3161Timestamps.push(...data.rfc3161Timestamps);
    });
    expect(reasonFor(judge(world, twice, keyless()))).toMatch(/duplicate timestamp/);
  });

  test('that were not granted, or are none', async () => {
    const one = await signed({ log: 'v2', timestamps: true });
    const token = (bytes: Buffer) =>
      changed(one, ({ verificationMaterial }) => {
        const signedTimestamp = bytes.toString('base64');
        verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [{ signedTimestamp }] };
      });
    const [granted = Buffer.alloc(0)] = one.timestamps;
    const rejected = Buffer.from(granted);
    rejected[rejected.indexOf(Buffer.from('3003020100', 'hex')) + 4] = 2;
    expect(reasonFor(judge(world, token(rejected), keyless()))).toBe(
      'a timestamp authority did not grant the timestamp',
    );
    expect(reasonFor(judge(world, token(Buffer.from('3003020100', 'hex')), keyless()))).toMatch(
      /^the signature cannot be read/,
    );
  });
});
