import { beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, newKey, sign, unknownCtLog, type World } from '../support/signing/index.ts';
import { candidate, changed, IDENTITY, judge, keyless, keyOf, ownPki, PLAIN, reasonFor, SIGNATURE } from './judging.ts';

/** One test for each thing that `@sigstore/verify` leaves to its caller; names are those of our notes on it. */

let world: World;
let stranger: World;
beforeAll(async () => {
  [world, stranger] = await Promise.all([createWorld(), createWorld({ name: 'stranger' })]);
});

describe('the authority chooses what verifies, not the signature', () => {
  test('an identity of anyone does not stand in for the key', async () => {
    const signed = await sign(world, { payload: SIGNATURE, identity: IDENTITY });
    const reason = reasonFor(judge(world, candidate(signed), keyOf(newKey())));
    expect(reason).toBe('signed with a certificate; the authority wants its key');
  });

  test('even where the certificate is over the key of the authority', async () => {
    const key = newKey();
    const signed = await sign(world, { payload: SIGNATURE, identity: IDENTITY, key });
    expect(reasonFor(judge(world, candidate(signed), keyOf(key)))).toMatch(/^signed with a certificate/);
  });

  test('a key does not stand in for an identity', async () => {
    const signed = await sign(world, { payload: SIGNATURE });
    const reason = 'signed with a key; the authority wants a certificate';
    expect(reasonFor(judge(world, candidate(signed), keyless()))).toBe(reason);
    expect(reasonFor(judge(world, candidate(signed), ownPki([world.ca.root.pem])))).toBe(reason);
  });

  test('a layer that was signed with a key says so', async () => {
    const signed = await sign(world, { payload: PLAIN });
    const reason = reasonFor(judge(world, candidate(signed, 'simple-signing'), keyless()));
    expect(reason).toBe('signed with a key; the authority wants a certificate');
  });

  test('keyless layers are not of a key', async () => {
    const signed = await sign(world, { payload: PLAIN, identity: IDENTITY });
    const reason = reasonFor(judge(world, candidate(signed, 'simple-signing'), keyOf(newKey())));
    expect(reason).toBe('not signed with the key of the authority');
  });

  test('the hint of a key chooses nothing', async () => {
    const key = newKey();
    const signed = await sign(world, { payload: SIGNATURE, key });
    const hinted = changed(signed, ({ verificationMaterial }) => {
      verificationMaterial.publicKey = { hint: '__proto__' };
    });
    expect(reasonFor(judge(world, hinted, keyOf(key)))).toBe('accepted');
    expect(reasonFor(judge(world, hinted, keyOf(newKey())))).toBe('not signed with the key of the authority');
  });

  test('of several keys any may have signed', async () => {
    const [one, two] = [newKey(), newKey('ed25519')];
    const signed = await sign(world, { payload: SIGNATURE, key: two });
    expect(reasonFor(judge(world, candidate(signed), keyOf(one, { keys: [one.pem + two.pem] })))).toBe('accepted');
    const reason = reasonFor(judge(world, candidate(signed), keyOf(one, { keys: [one.pem, newKey().pem] })));
    expect(reason).toBe('not signed with any of the 2 keys of the authority');
  });
});

describe('certificate transparency', () => {
  test('a certificate without promise of a CT log', async () => {
    const signed = await sign(world, { payload: SIGNATURE, identity: { ...IDENTITY, ctLog: null } });
    expect(reasonFor(judge(world, candidate(signed), keyless()))).toMatch(/not vouched for .*expected 1 SCTs, got 0/);
  });

  test('a promise of an unknown CT log', async () => {
    const ctLog = await unknownCtLog(world.clock);
    const signed = await sign(world, { payload: SIGNATURE, identity: { ...IDENTITY, ctLog } });
    expect(reasonFor(judge(world, candidate(signed), keyless()))).toMatch(/SCT verification failed/);
  });

  test('a trust root without CT logs asks for none, and ignores promises', async () => {
    const root = world.trustedRoot();
    root.ctlogs = [];
    const roots = [{ name: 'test', json: JSON.stringify(root) }];
    for (const ctLog of [null, await unknownCtLog(world.clock)]) {
      const signed = await sign(world, { payload: SIGNATURE, identity: { ...IDENTITY, ctLog } });
      expect(reasonFor(judge(world, candidate(signed), keyless(), { roots }))).toBe('accepted');
      const foreign = { ...IDENTITY, ctLog, issuedBy: stranger.ca.intermediate };
      const forged = await sign(world, { payload: SIGNATURE, identity: foreign });
      expect(reasonFor(judge(world, candidate(forged), keyless(), { roots }))).toMatch(/does not chain to a root/);
    }
    const [authority] = root.certificateAuthorities;
    if (authority) authority.validFor = { start: '2020-01-01T00:00:00Z', end: '2020-12-31T00:00:00Z' };
    const past = [{ name: 'test', json: JSON.stringify(root) }];
    const signed = await sign(world, { payload: SIGNATURE, identity: IDENTITY });
    expect(reasonFor(judge(world, candidate(signed), keyless(), { roots: past }))).toMatch(
      /no certificate authority .* was in use at/,
    );
    root.certificateAuthorities = [];
    const none = [{ name: 'test', json: JSON.stringify(root) }];
    expect(reasonFor(judge(world, candidate(signed), keyless(), { roots: none }))).toMatch(
      /has no certificate authority$/,
    );
  });
});

describe('trust roots are not mixed', () => {
  const both = () => [
    { name: 'test', json: world.trustRoot },
    { name: 'stranger', json: stranger.trustRoot },
  ];
  const authority = keyless({ trustRoots: ['test', 'stranger'] });

  test('any of several vouches', async () => {
    for (const one of [world, stranger]) {
      const signed = await sign(one, { payload: SIGNATURE, identity: IDENTITY, at: world.clock });
      expect(reasonFor(judge(world, candidate(signed), authority, { roots: both() }))).toBe('accepted');
    }
  });

  test('a certificate of one is not shown to be recorded by the log of another', async () => {
    const identity = { ...IDENTITY, issuedBy: stranger.ca.intermediate, ctLog: stranger.ctLog };
    const signed = await sign(world, { payload: SIGNATURE, identity });
    const reason = reasonFor(judge(world, candidate(signed), authority, { roots: both() }));
    expect(reason).toMatch(
      /^the certificate is not vouched for by the trust root "test" .*; no entry of a transparency log that the trust root "stranger" knows$/,
    );
  });

  test('a trust root that is missing, or unusable, refuses', async () => {
    const signed = await sign(world, { payload: SIGNATURE, identity: IDENTITY });
    const missing = reasonFor(judge(world, candidate(signed), keyless({ trustRoots: ['lost'] })));
    expect(missing).toBe('there is no trust root "lost"');
    const roots = [{ name: 'test', json: '{}' }];
    const broken = reasonFor(judge(world, candidate(signed), keyless(), { roots }));
    expect(broken).toBe('the trust root "test" cannot be used: mediaType of the trust root is missing or not a text');
    const none = reasonFor(judge(world, candidate(signed), keyless({ trustRoots: [] })));
    expect(none).toBe('the authority names no trust root');
  });
});

describe('authorities that cannot be used', () => {
  test.each([
    ['no key', [], 'the authority cannot be used: the authority has no keys'],
    ['no PEM', ['key'], 'the authority cannot be used: a key of the authority is not PEM text'],
  ])('%s', async (_, keys, reason) => {
    const key = newKey();
    const signed = await sign(world, { payload: SIGNATURE, key });
    expect(reasonFor(judge(world, candidate(signed), keyOf(key, { keys })))).toBe(reason);
  });

  test.each([
    ['secp256k1', newKey('secp256k1').pem, /must be on the curve P-256, P-384 or P-521/],
    ['a certificate', () => world.ca.root.pem, /holds a PEM block "CERTIFICATE"; only "PUBLIC KEY" is taken/],
  ])('%s', async (_, pem, reason) => {
    const key = newKey();
    const signed = await sign(world, { payload: SIGNATURE, key });
    const keys = [typeof pem === 'string' ? pem : pem()];
    expect(reasonFor(judge(world, candidate(signed), keyOf(key, { keys })))).toMatch(reason);
  });

  test('an identity without a condition', async () => {
    const signed = await sign(world, { payload: SIGNATURE, identity: IDENTITY });
    const report = judge(world, candidate(signed), keyless({ subject: { exactly: '' } }));
    expect(reasonFor(report)).toMatch(/^the authority cannot be used: .*may not be empty/);
  });
});
