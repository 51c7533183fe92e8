import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type ExpectedSigner, verifyBundle } from '../../src/evidence/verify-bundle.ts';
import {
  createWorld,
  type KeyKind,
  newKey,
  type SignSpec,
  sign,
  statement,
  type World,
} from '../support/signing/index.ts';
import { IDENTITY, ISSUER, SUBJECT } from './judging.ts';

const BYTES = Buffer.from('a release\n');
const DIGEST = createHash('sha256').update(BYTES).digest();
const FILE = { bytes: BYTES };
const ABOUT = statement({
  digest: `sha256:${DIGEST.toString('hex')}`,
  predicateType: 'https://slsa.dev/provenance/v1',
});
const WHO: ExpectedSigner = { identity: SUBJECT, issuer: ISSUER };

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

type Artifact = Parameters<typeof verifyBundle>[1];

function outcome(bundle: Uint8Array, artifact: Artifact, signer: ExpectedSigner = WHO, json = world.trustRoot) {
  const verdict = verifyBundle(bundle, artifact, {
    signer,
    trustRoot: { name: 'test', json },
    now: world.clock.getTime(),
  });
  return 'reason' in verdict ? verdict.reason : 'verified';
}

describe('bundles over files', () => {
  test.each<[string, Partial<SignSpec>]>([
    ['log 1', {}],
    ['log 2 and a timestamp', { log: 'v2', timestamps: true }],
  ])('identity, %s', async (_, spec) => {
    for (const payload of [{ bytes: BYTES }, ABOUT]) {
      const { bundleBytes } = await sign(world, { payload, identity: IDENTITY, ...spec });
      expect(outcome(bundleBytes, FILE)).toBe('verified');
      expect(outcome(bundleBytes, { sha256: DIGEST })).toBe('verified');
      const other = Buffer.from('another release\n');
      expect(outcome(bundleBytes, { bytes: other })).toMatch(
        /declares the digest of another artifact|is not that of the artifact/,
      );
      const otherDigest = createHash('sha256').update(other).digest();
      expect(outcome(bundleBytes, { sha256: otherDigest })).toMatch(/of another artifact|is not that of the artifact/);
    }
  });

  test('what was proved', async () => {
    const { bundleBytes } = await sign(world, { payload: { bytes: BYTES }, identity: IDENTITY });
    const options = { signer: WHO, trustRoot: { name: 'test', json: world.trustRoot }, now: world.clock.getTime() };
    expect(verifyBundle(bundleBytes, FILE, options)).toEqual({
      verified: true,
      proof: {
        signer: { kind: 'keyless', issuer: ISSUER, subject: SUBJECT },
        time: world.clock,
        logIndex: expect.stringMatching(/^\d+$/),
      },
    });
  });

  test.each<[KeyKind, boolean]>([
    ['p256', true],
    ['p384', true],
    ['p521', true],
    ['rsa2048', true],
  ])('key %s, the file or its digest', async (kind) => {
    const key = newKey(kind);
    const { bundleBytes } = await sign(world, { payload: { bytes: BYTES }, key });
    for (const artifact of [FILE, { sha256: DIGEST }]) {
      expect(outcome(bundleBytes, artifact, { keyPem: key.pem })).toBe('verified');
      expect(outcome(bundleBytes, artifact, { keyPem: newKey(kind).pem })).toBe(
        'not signed with the key of the authority',
      );
    }
  });

  test('a digest that does not do', async () => {
    const ed25519 = newKey('ed25519');
    const { bundleBytes } = await sign(world, { payload: { bytes: BYTES }, key: ed25519 });
    expect(outcome(bundleBytes, FILE, { keyPem: ed25519.pem })).toBe('verified');
    expect(outcome(bundleBytes, { sha256: DIGEST }, { keyPem: ed25519.pem })).toMatch(/needs the signed file/);
    const p384 = newKey('p384', { hash: 'sha384' });
    const signed = await sign(world, { payload: { bytes: BYTES }, key: p384 });
    expect(outcome(signed.bundleBytes, FILE, { keyPem: p384.pem })).toBe('verified');
    expect(outcome(signed.bundleBytes, { sha256: DIGEST }, { keyPem: p384.pem })).toMatch(/^not signed/);
  });

  test('a statement that names the file by SHA-512', async () => {
    const sha512 = createHash('sha512').update(BYTES).digest('hex');
    const payload = statement({ digest: '', subject: [{ name: 'pkg:npm/a@1.0.0', digest: { sha512 } }] });
    const { bundleBytes } = await sign(world, { payload, identity: IDENTITY });
    expect(outcome(bundleBytes, FILE)).toBe('verified');
    expect(outcome(bundleBytes, { sha256: DIGEST })).toMatch(
      /^the signed digest "sha512:.*" is not that of the artifact$/,
    );
  });
});

describe('bundles that are refused', () => {
  test.each<[string, Partial<SignSpec>, RegExp]>([
    ['no log', { log: [], timestamps: true }, /^no transparency log entry$/],
    ['no time', { log: 'v2' }, /vouches for when it was signed/],
    ['no promise of a CT log', { identity: { ...IDENTITY, ctLog: null } }, /expected 1 SCTs, got 0/],
    ['another identity', { identity: { ...IDENTITY, san: `${SUBJECT}x` } }, /^the certificate is for/],
    ['another issuer', { identity: { ...IDENTITY, issuer: `${ISSUER}x` } }, /^the certificate names the issuer/],
    ['another content', { signs: { bytes: Buffer.from('other') } }, /^the signature is not of this content/],
  ])('%s', async (_, spec, reason) => {
    const { bundleBytes } = await sign(world, { payload: { bytes: BYTES }, identity: IDENTITY, ...spec });
    expect(outcome(bundleBytes, FILE)).toMatch(reason);
  });

  test('a trust root without CT logs makes no exception', async () => {
    const root = world.trustedRoot();
    root.ctlogs = [];
    const { bundleBytes } = await sign(world, { payload: { bytes: BYTES }, identity: IDENTITY });
    expect(outcome(bundleBytes, FILE, WHO, JSON.stringify(root))).toMatch(/SCT verification failed/);
  });

  test('what cannot be read', () => {
    expect(outcome(Buffer.from('x'), FILE)).toMatch(/^the bundle is not the JSON that is wanted/);
    expect(outcome(Buffer.from('{}'), FILE, { keyPem: 'x' })).toMatch(/is not PEM text$/);
    expect(outcome(Buffer.from('{}'), FILE, WHO, '{}')).toMatch(/^mediaType of the trust root is missing/);
    expect(outcome(Buffer.from('{}'), FILE, { identity: '', issuer: '' })).toMatch(/may not be empty/);
  });
});
