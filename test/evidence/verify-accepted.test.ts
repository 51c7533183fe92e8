import { beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, type KeyKind, newKey, type SignSpec, sign, type World } from '../support/signing/index.ts';
import {
  candidate,
  DIGEST,
  IDENTITY,
  ISSUER,
  judge,
  keyless,
  keyOf,
  ownPki,
  PLAIN,
  SBOM,
  SIGNATURE,
  SUBJECT,
} from './judging.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const KEYLESS_SIGNER = { kind: 'keyless', issuer: ISSUER, subject: SUBJECT };

describe('image signatures that are accepted', () => {
  const LOGS: readonly (readonly [string, Partial<SignSpec>])[] = [
    ['log 1', { log: 'v1' }],
    ['log 1 and a timestamp', { log: 'v1', timestamps: true }],
    ['intoto 0.0.2', { log: 'intoto002' }],
    ['log 1 and log 2', { log: ['v1', 'v2'] }],
    ['log 2 and a timestamp', { log: 'v2', timestamps: true }],
    ['promise alone and proof alone', { log: [{ form: 'v1', proof: true }] }],
  ];

  test.each(LOGS)('bundle, identity, %s', async (_, spec) => {
    const signed = await sign(world, { payload: SIGNATURE, identity: IDENTITY, ...spec });
    const { accepted, refusals, signer, time, logIndex } = judge(world, candidate(signed), keyless());
    expect({ accepted, refusals, signer, time }).toEqual({
      accepted: ['wanted'],
      refusals: [],
      signer: KEYLESS_SIGNER,
      time: world.clock.toISOString(),
    });
    expect(logIndex).toMatch(/^\d+$/);
  });

  test.each(LOGS)('bundle, key, %s', async (_, spec) => {
    const key = newKey();
    const signed = await sign(world, { payload: SIGNATURE, key, ...spec });
    const { accepted, refusals, signer } = judge(world, candidate(signed), keyOf(key));
    expect({ accepted, refusals, kind: signer?.kind }).toEqual({ accepted: ['wanted'], refusals: [], kind: 'key' });
  });

  test.each([
    ['identity, log 1', { payload: PLAIN, identity: IDENTITY }],
    ['identity, log 1 and a timestamp', { payload: PLAIN, identity: IDENTITY, timestamps: true }],
  ])('layer of a .sig tag, %s', async (_, spec) => {
    const signed = await sign(world, spec);
    const report = judge(world, candidate(signed, 'simple-signing'), keyless());
    expect(report).toMatchObject({ accepted: ['wanted'], refusals: [], signer: KEYLESS_SIGNER });
  });

  test('layer of a .sig tag, key, with and without log', async () => {
    const key = newKey();
    const logged = await sign(world, { payload: PLAIN, key });
    expect(judge(world, candidate(logged, 'simple-signing'), keyOf(key)).accepted).toEqual(['wanted']);
    const bare = await sign(world, { payload: PLAIN, key, log: [] });
    const report = judge(world, candidate(bare, 'simple-signing'), keyOf(key, { transparency: 'ignored' }));
    expect(report).toEqual({
      where: 'here',
      format: 'simple-signing',
      signed: DIGEST,
      accepted: ['wanted'],
      refusals: [],
      signer: { kind: 'key', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  test('a key counts whatever certificate lies beside the signature of a layer', async () => {
    const key = newKey();
    const { legacy } = await sign(world, { payload: PLAIN, key });
    const annotations = { ...legacy.annotations, 'dev.sigstore.cosign/certificate': 'no certificate' };
    const signed = { legacy: { ...legacy, annotations } } as unknown as Parameters<typeof candidate>[0];
    expect(judge(world, candidate(signed, 'simple-signing'), keyOf(key)).accepted).toEqual(['wanted']);
  });

  test('identity without log: a timestamp shows when', async () => {
    const signed = await sign(world, { payload: SIGNATURE, identity: IDENTITY, log: [], timestamps: true });
    const report = judge(world, candidate(signed), keyless({ transparency: 'ignored' }));
    expect(report).toMatchObject({ accepted: ['wanted'], time: world.clock.toISOString() });
    expect(report.logIndex).toBeUndefined();
  });
});

describe('attestations that are accepted', () => {
  test('bundle', async () => {
    const signed = await sign(world, { payload: SBOM, identity: IDENTITY });
    const report = judge(world, candidate(signed), keyless(), { purpose: 'attestations' });
    expect(report).toMatchObject({ accepted: ['wanted'], predicateType: 'https://cyclonedx.org/bom' });
  });

  test.each(['v1', 'intoto001', 'intoto002'] as const)('layer of an .att tag, %s', async (log) => {
    const signed = await sign(world, { payload: SBOM, identity: IDENTITY, log });
    const report = judge(world, candidate(signed, 'dsse'), keyless(), { purpose: 'attestations' });
    expect(report).toMatchObject({ accepted: ['wanted'], refusals: [], signer: KEYLESS_SIGNER });
    expect(report.time).toBe(world.clock.toISOString());
  });

  test('layer of an .att tag, key', async () => {
    const key = newKey();
    const signed = await sign(world, { payload: SBOM, key });
    const report = judge(world, candidate(signed, 'dsse'), keyOf(key), { purpose: 'attestations' });
    expect(report).toMatchObject({ accepted: ['wanted'], predicateType: 'https://cyclonedx.org/bom' });
  });
});

describe('kinds of keys', () => {
  const KINDS: readonly (readonly [string, KeyKind, SignSpec['scheme']])[] = [
    ['P-256', 'p256', {}],
    ['P-384 with SHA-256', 'p384', {}],
    ['P-384 with SHA-384', 'p384', { hash: 'sha384' }],
    ['P-521 with SHA-256', 'p521', {}],
    ['P-521 with SHA-512', 'p521', { hash: 'sha512' }],
    ['RSA PKCS #1', 'rsa2048', { padding: 'pkcs1' }],
    ['RSA PSS', 'rsa2048', { padding: 'pss' }],
    ['RSA 4096', 'rsa4096', {}],
    ['rsa-pss', 'rsa-pss', {}],
    ['Ed25519', 'ed25519', {}],
  ];

  test.each(KINDS)('%s', async (_, kind, scheme) => {
    const key = newKey(kind);
    for (const [payload, format] of [
      [SIGNATURE, 'bundle'],
      [PLAIN, 'simple-signing'],
    ] as const) {
      const logged = await sign(world, { payload, key, scheme: scheme ?? {} });
      const report = judge(world, candidate(logged, format), keyOf(key));
      expect([report.accepted, report.refusals]).toEqual([['wanted'], []]);
      const other = judge(world, candidate(logged, format), keyOf(newKey(kind)));
      expect(other.refusals).toEqual([{ authority: 'wanted', reason: 'not signed with the key of the authority' }]);
    }
  });

  test('with P-384 and SHA-384 in log 2', async () => {
    const key = newKey('p384', { hash: 'sha384' });
    const signed = await sign(world, { payload: SIGNATURE, key, log: 'v2' });
    expect(judge(world, candidate(signed), keyOf(key)).accepted).toEqual(['wanted']);
  });
});

test('several authorities: each has its say, in their order', async () => {
  const signed = await sign(world, { payload: SIGNATURE, identity: IDENTITY });
  const report = judge(world, candidate(signed), [
    keyOf(newKey(), { name: 'key' }),
    keyless({ name: 'b' }),
    keyless({ name: 'other', issuer: { exactly: 'https://other.test' } }),
    ownPki([world.ca.root.pem], { name: 'pki' }),
    keyless({ name: 'a' }),
  ]);
  expect(report.accepted).toEqual(['b', 'a']);
  expect(report.refusals).toEqual([
    { authority: 'key', reason: 'signed with a certificate; the authority wants its key' },
    {
      authority: 'other',
      reason: `the certificate names the issuer "${ISSUER}", expected "https://other.test"`,
    },
    {
      authority: 'pki',
      reason: expect.stringContaining('the certificate does not chain to a root of the authority: nothing issued'),
    },
  ]);
});
