import { constants, verify as verifyBytes, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { bundleFromJSON } from '@sigstore/bundle';
import { json } from '@sigstore/core';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import {
  createIssuer,
  createWorld,
  type EntrySpec,
  hashOf,
  type KeyKind,
  type LeafSpec,
  newKey,
  type Signed,
  type SignSpec,
  sign,
  simpleSigning,
  statement,
  unknownCtLog,
  type World,
} from '../support/signing/index.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const IDENTITY = { san: 'https://ci.test/release', issuer: 'https://issuer.test' } as const;
const ENVELOPE = statement({ digest: DIGEST });
const PLAIN = simpleSigning({ digest: DIGEST });
const IGNORED = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 };
const DAY_MS = 86_400_000;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

/** What the library says of a signature, without any check of ours; throws where it refuses. */
function verify({ bundle, key }: Signed, { payload }: SignSpec, thresholds = {}, trusted: World = world): void {
  const root = TrustedRoot.fromJSON(trusted.trustedRoot());
  const material = toTrustMaterial(root, () => ({ publicKey: key.publicKey, validFor: () => true }));
  const artifact = payload.type === undefined ? payload.bytes : undefined;
  new Verifier(material, thresholds).verify(toSignedEntity(bundleFromJSON(bundle), artifact));
}

async function outcome(spec: SignSpec, thresholds = {}): Promise<string> {
  try {
    verify(await sign(world, spec), spec, thresholds);
    return 'verified';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

const later = (milliseconds: number) => new Date(world.clock.getTime() + milliseconds);

describe('signatures of a world', () => {
  test.each([
    ['statement, identity, log 1', { payload: ENVELOPE, identity: IDENTITY }, 'verified'],
    [
      'statement, identity, log 2, timestamp',
      { payload: ENVELOPE, identity: IDENTITY, log: 'v2', timestamps: true },
      'verified',
    ],
    ['statement, identity, log 2 alone', { payload: ENVELOPE, identity: IDENTITY, log: 'v2' }, 'TIMESTAMP_ERROR'],
    ['statement, identity, in-toto 0.0.2', { payload: ENVELOPE, identity: IDENTITY, log: 'intoto002' }, 'verified'],
    [
      'statement, identity, in-toto 0.0.1',
      { payload: ENVELOPE, identity: IDENTITY, log: 'intoto001' },
      'TLOG_BODY_ERROR',
    ],
    ['statement, identity, no log', { payload: ENVELOPE, identity: IDENTITY, log: [] }, 'TIMESTAMP_ERROR'],
    ['statement, identity, both logs', { payload: ENVELOPE, identity: IDENTITY, log: ['v1', 'v2'] }, 'verified'],
    ['message, identity, log 1', { payload: PLAIN, identity: IDENTITY }, 'verified'],
    [
      'message, identity, log 2, timestamp',
      { payload: PLAIN, identity: IDENTITY, log: 'v2', timestamps: true },
      'verified',
    ],
    ['statement, key, log 1', { payload: ENVELOPE }, 'verified'],
    ['message, key, log 2, timestamp', { payload: PLAIN, log: 'v2', timestamps: true }, 'verified'],
    ['other bytes signed', { payload: ENVELOPE, signs: PLAIN, log: 'v1' }, 'SIGNATURE_ERROR'],
    ['log heard of another signature', lying({ signature: Buffer.from('x') }), 'TLOG_BODY_ERROR'],
    ['log heard of another payload', lying({ payload: Buffer.from('x') }), 'TLOG_BODY_ERROR'],
    ['proof without promise, timestamp', logged({ promise: false }), 'verified'],
    ['neither promise nor proof', logged({ promise: false, proof: false }), 'Error: invalid bundle'],
    ['changed body', logged({ change: (body) => Object.assign(body, { apiVersion: '9' }) }), 'TLOG_BODY_ERROR'],
  ] as const satisfies readonly (readonly [string, SignSpec, unknown])[])('%s', async (_, spec, expected) => {
    expect(await outcome(spec)).toEqual(expected);
  });

  test.each(['p256', 'p384', 'p521', 'secp256k1', 'rsa2048', 'rsa-pss', 'ed25519'] as const)(
    '%s keys',
    async (kind: KeyKind) => {
      expect(await outcome({ payload: ENVELOPE, key: newKey(kind), log: [] }, IGNORED)).toBe('verified');
    },
  );

  test('schemes that the library does not know', async () => {
    const p384 = await sign(world, { payload: PLAIN, key: newKey('p384', { hash: 'sha384' }), log: [] });
    expect(verifyBytes('sha384', PLAIN.bytes, p384.key.publicKey, p384.signature)).toBe(true);
    const rsa = await sign(world, { payload: PLAIN, key: newKey('rsa2048', { padding: 'pss' }), log: [] });
    const { publicKey: key } = rsa.key;
    expect(verifyBytes('sha256', PLAIN.bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING }, rsa.signature)).toBe(
      true,
    );
    expect(verifyBytes('sha256', PLAIN.bytes, key, rsa.signature)).toBe(false);
  });

  test('an entry of in-toto 0.0.1 holds the hashes of envelope and payload', async () => {
    const { entries, legacy } = await sign(world, { payload: ENVELOPE, identity: IDENTITY, log: 'intoto001' });
    const [entry] = entries;
    const { spec } = JSON.parse(Buffer.from(String(entry?.canonicalizedBody), 'base64').toString());
    expect(spec.content.hash.value).toBe(hashOf(legacy.bytes).toString('hex'));
    expect(spec.content.payloadHash.value).toBe(hashOf(ENVELOPE.bytes).toString('hex'));
  });

  test('clocks of authorities may differ', async () => {
    const spec = { payload: ENVELOPE, identity: IDENTITY, timestamps: true };
    expect(await outcome({ ...spec, at: later(DAY_MS) })).toBe('verified');
    expect(await outcome({ ...spec, timestamps: [later(DAY_MS)] })).toBe('CERTIFICATE_ERROR');
    expect(await outcome({ ...spec, log: [{ form: 'v1', at: later(DAY_MS) }] })).toBe('CERTIFICATE_ERROR');
    expect(await outcome({ ...spec, at: later(400 * DAY_MS) })).toMatch(/ERROR/);
  });

  test('another world is not trusted', async () => {
    const spec = { payload: ENVELOPE, identity: IDENTITY };
    const signed = await sign(await createWorld({ name: 'other' }), spec);
    expect(() => verify(signed, spec)).toThrow();
  });

  test('an intermediate may be over', async () => {
    const from = new Date(Date.now() - 2 * DAY_MS);
    const past = await createWorld({ intermediate: { from, until: new Date(Date.now() - DAY_MS) } });
    const spec = { payload: ENVELOPE, identity: IDENTITY };
    const signed = await sign(past, spec);
    expect(() => verify(signed, spec, {}, past)).toThrow('Failed to verify certificate chain');
  });
});

describe('leaves of a world', () => {
  const leafOf = async (leaf: Partial<LeafSpec>) => {
    const { leaf: bytes = Buffer.of() } = await sign(world, { payload: ENVELOPE, identity: { ...IDENTITY, ...leaf } });
    return new X509Certificate(bytes);
  };

  test('what they say is what was asked for', async () => {
    expect((await leafOf({})).subjectAltName).toBe('URI:https://ci.test/release');
    expect((await leafOf({ san: 'a@b.test' })).subjectAltName).toBe('email:a@b.test');
    expect((await leafOf({ san: ['a@b.test', { type: 'dns', value: 'b.test' }] })).subjectAltName).toBe(
      'email:a@b.test, DNS:b.test',
    );
    expect((await leafOf({ san: [{ type: 'other', value: 'me!idp' }] })).subjectAltName).toMatch(/^othername:/);
    expect((await leafOf({ san: [] })).subjectAltName).toBeUndefined();
    expect((await leafOf({ usages: ['1.3.6.1.5.5.7.3.1'] })).keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect((await leafOf({ ca: true })).ca).toBe(true);
    expect((await leafOf({ ca: true, signsCertificates: false })).ca).toBe(false);
    expect(
      (await leafOf({ extra: [{ oid: '1.2.3.4', critical: true }] })).raw.includes(Buffer.from('06032a0304', 'hex')),
    ).toBe(true);
    expect(
      (await leafOf({ claims: { sourceRepositoryUri: 'https://git.test/app' } })).raw.includes('https://git.test/app'),
    ).toBe(true);
    const high = Buffer.from('https', 'latin1').map((byte, at) => (at === 0 ? byte | 0x80 : byte));
    expect((await leafOf({ san: [{ type: 'uri', value: Buffer.from(high) }] })).raw.includes(Buffer.from(high))).toBe(
      true,
    );
  });

  test('a leaf with every deviation still chains and carries the promise of the log', async () => {
    const odd: LeafSpec = { ...IDENTITY, ca: true, usages: [], extra: [{ oid: '1.2.3.4', critical: true }] };
    expect(await outcome({ payload: ENVELOPE, identity: odd })).toBe('verified');
    expect(await outcome({ payload: ENVELOPE, identity: { ...odd, ctLog: null } })).toBe('CERTIFICATE_ERROR');
    expect(await outcome({ payload: ENVELOPE, identity: { ...odd, ctLog: await unknownCtLog(world.clock) } })).toBe(
      'CERTIFICATE_ERROR',
    );
    expect(await outcome({ payload: ENVELOPE, identity: { ...odd, ctLog: null } }, { ctlogThreshold: 0 })).toBe(
      'verified',
    );
  });

  test('another authority may issue them', async () => {
    const year = { from: new Date(Date.now() - DAY_MS), until: new Date(Date.now() + DAY_MS) };
    const foreign = await createIssuer('CN=someone', year);
    expect(await outcome({ payload: ENVELOPE, identity: { ...IDENTITY, issuedBy: foreign } })).toBe(
      'CERTIFICATE_ERROR',
    );
    expect(
      await outcome(
        { payload: ENVELOPE, identity: { ...IDENTITY, issuedBy: world.ca.root, ctLog: null } },
        { ctlogThreshold: 0 },
      ),
    ).toBe('verified');
  });
});

describe('legacy layers', () => {
  test('a signature layer: payload, signature, certificate, promise and timestamp', async () => {
    const { legacy, key, leaf } = await sign(world, { payload: PLAIN, identity: IDENTITY, timestamps: true });
    const { 'dev.cosignproject.cosign/signature': signature = '', ...rest } = legacy.annotations;
    expect(verifyBytes('sha256', legacy.bytes, key.publicKey, Buffer.from(signature, 'base64'))).toBe(true);
    expect(new X509Certificate(rest['dev.sigstore.cosign/certificate'] ?? '').raw).toEqual(leaf);
    expect(rest['dev.sigstore.cosign/chain']?.match(/BEGIN/g)).toHaveLength(2);
    const { SignedEntryTimestamp: set, Payload } = JSON.parse(rest['dev.sigstore.cosign/bundle'] ?? '');
    const promised = Buffer.from(json.canonicalize(Payload) ?? '');
    expect(verifyBytes('sha256', promised, world.logs.v1.key.publicKey, Buffer.from(set, 'base64'))).toBe(true);
    expect(JSON.parse(rest['dev.sigstore.cosign/rfc3161timestamp'] ?? '')).toHaveProperty('SignedRFC3161Timestamp');
  });

  test('an attestation layer is the envelope; a key leaves no certificate', async () => {
    const { legacy } = await sign(world, { payload: ENVELOPE, log: [] });
    expect(legacy.mediaType).toBe('application/vnd.dsse.envelope.v1+json');
    expect(JSON.parse(legacy.bytes.toString()).payload).toBe(ENVELOPE.bytes.toString('base64'));
    expect(legacy.annotations).toEqual({
      'dev.cosignproject.cosign/signature': '',
      predicateType: 'https://sigstore.dev/cosign/sign/v1',
    });
  });
});

function lying(lie: NonNullable<EntrySpec['lie']>): SignSpec {
  return logged({ lie });
}

function logged(entry: Partial<EntrySpec>): SignSpec {
  return { payload: ENVELOPE, identity: IDENTITY, log: [{ form: 'v1', ...entry }], timestamps: true };
}
