import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  createWorld,
  type EntryJson,
  type EntrySpec,
  newKey,
  pemOf,
  type Signed,
  sign,
  type World,
} from '../support/signing/index.ts';
import { candidate, changed, IDENTITY, judge, keyless, keyOf, PLAIN, reasonFor, SBOM, SIGNATURE } from './judging.ts';

let world: World;
let stranger: World;
beforeAll(async () => {
  [world, stranger] = await Promise.all([createWorld(), createWorld({ name: 'stranger' })]);
});

const signed = (log: readonly EntrySpec[]) =>
  sign(world, { payload: SIGNATURE, identity: IDENTITY, log, timestamps: true });
const outcome = async (...log: EntrySpec[]) => reasonFor(judge(world, candidate(await signed(log)), keyless()));

describe('an entry must record this signature', () => {
  const otherKey = newKey();
  const FORMS = ['v1', 'v2', 'intoto002'] as const;

  test.each(FORMS)('%s: another certificate', async (form) => {
    const other = await sign(world, { payload: SIGNATURE, identity: IDENTITY });
    const lie = { leaf: other.leaf ?? Buffer.alloc(0) };
    expect(await outcome({ form, lie })).toBe('the log entry names another certificate');
  });

  test.each(FORMS)('%s: a key instead of the certificate, and the reverse', async (form) => {
    const { leaf = Buffer.alloc(0) } = await sign(world, { payload: SIGNATURE, identity: IDENTITY });
    const change: EntrySpec['change'] = (body) => {
      const pem = Buffer.from(pemOf(spki(), 'PUBLIC KEY')).toString('base64');
      setVerifier(body.spec, form, pem, { publicKey: { rawBytes: spki().toString('base64') } });
    };
    expect(await outcome({ form, change })).toBe('the log entry names another certificate, or rather a key');
    const key = newKey();
    const ofKey = await sign(world, { payload: SIGNATURE, key, log: [{ form, lie: { leaf } }] });
    const reason = reasonFor(judge(world, candidate(ofKey), keyOf(key)));
    expect(reason).toBe('the log entry names another key, or rather a certificate');
  });

  test.each(FORMS)('%s: another key', async (form) => {
    const key = newKey();
    const lie = { publicKey: otherKey.publicKey };
    const ofKey = await sign(world, { payload: SIGNATURE, key, log: [{ form, lie }] });
    expect(reasonFor(judge(world, candidate(ofKey), keyOf(key)))).toBe('the log entry names another key');
  });

  test.each(FORMS)('%s: another signature', async (form) => {
    expect(await outcome({ form, lie: { signature: Buffer.alloc(70, 1) } })).toBe(
      'the log entry is of another signature',
    );
  });

  test.each(FORMS)('%s: another content', async (form) => {
    const bytes = Buffer.from('other');
    expect(await outcome({ form, lie: { payload: bytes, signed: bytes } })).toBe('the log entry is of another content');
  });

  test('intoto 0.0.1: another envelope, content or certificate; more than an envelope', async () => {
    const att = async (entry: Partial<EntrySpec>) => {
      const spec = { payload: SBOM, identity: IDENTITY, log: [{ form: 'intoto001' as const, ...entry }] };
      return reasonFor(
        judge(world, candidate(await sign(world, spec), 'dsse'), keyless(), { purpose: 'attestations' }),
      );
    };
    expect(await att({})).toBe('accepted');
    expect(await att({ lie: { envelope: Buffer.from('{}') } })).toBe('the log entry is of another content');
    expect(await att({ lie: { payload: Buffer.from('{}') } })).toBe('the log entry is of another content');
    expect(await att({ change: ({ spec }) => delete spec.content.payloadHash })).toBe('accepted');
    expect(await att({ change: ({ spec }) => delete spec.content.hash })).toMatch(/hash of the log entry is missing/);
    const other = await sign(world, { payload: SBOM, identity: IDENTITY });
    expect(await att({ lie: { leaf: other.leaf ?? Buffer.alloc(0) } })).toBe('the log entry names another certificate');
  });

  test('an entry for an envelope does not fit a signature over bytes', async () => {
    const dsse = { form: 'v1' as const, lie: { envelope: Buffer.from('{}') } };
    const plain = await sign(world, { payload: PLAIN, identity: IDENTITY, log: [dsse] });
    const reason = reasonFor(judge(world, candidate(plain, 'simple-signing'), keyless()));
    expect(reason).toBe('the log entry is of another content');
  });

  test.each<[string, NonNullable<EntrySpec['change']>, RegExp]>([
    ['another hash', ({ spec }) => Object.assign(spec.payloadHash, { algorithm: 'sha1' }), /uses the hash "sha1"/],
    ['a hash in upper case', ({ spec }) => upperCase(spec.payloadHash), /not in lower-case hexadecimal/],
    ['two signatures', ({ spec }) => spec.signatures.push(spec.signatures[0]), /holds 2 items, more than 1/],
    ['no signature', ({ spec }) => Object.assign(spec, { signatures: [] }), /signature of the log entry is missing/],
    ['no body', (body) => Object.assign(body, { spec: null }), /spec of the log entry is missing/],
    [
      'no PEM',
      ({ spec }) => Object.assign(spec.signatures[0], { verifier: 'AAAA' }),
      /verifier in the log entry is not PEM/,
    ],
    ['an unknown type', (body) => Object.assign(body, { kind: 'rekord' }), /"rekord 0.0.1", which is not supported/],
    ['a prototype for a type', (body) => Object.assign(body, { kind: '__proto__' }), /not supported/],
  ])('dsse 0.0.1 with %s', async (_, change, reason) => {
    expect(await outcome({ form: 'v1', change })).toMatch(reason);
  });

  test('hashedrekord 0.0.2 with another hash', async () => {
    const change: EntrySpec['change'] = ({ spec }) => Object.assign(spec.hashedRekordV002.data, { algorithm: 'SHA1' });
    expect(await outcome({ form: 'v2', change })).toBe('the log entry uses an unknown hash');
  });

  test('dsse 0.0.2', async () => {
    const dsse =
      (wrong?: string): NonNullable<EntrySpec['change']> =>
      (body) => {
        const { data, signature } = body.spec.hashedRekordV002;
        const digest = wrong ?? Buffer.from(sha256(SIGNATURE.bytes)).toString('base64');
        Object.assign(body, {
          kind: 'dsse',
          spec: { dsseV002: { payloadHash: { ...data, digest }, signatures: [signature] } },
        });
      };
    expect(await outcome({ form: 'v2', change: dsse() })).toBe('accepted');
    expect(await outcome({ form: 'v2', change: dsse('AAAA') })).toBe('the log entry is of another content');
  });

  function spki(): Buffer {
    return otherKey.publicKey.export({ type: 'spki', format: 'der' });
  }
});

// biome-ignore lint/suspicious/noExplicitAny: bodies of log entries have a shape of their own each
function setVerifier(spec: any, form: string, pem: string, v2: object): void {
  if (form === 'v1') spec.signatures[0].verifier = pem;
  else if (form === 'intoto002') spec.content.envelope.signatures[0].publicKey = pem;
  else spec.hashedRekordV002.signature.verifier = { keyDetails: 'PKIX_ECDSA_P256_SHA_256', ...v2 };
}

function upperCase(hash: { value: string }): void {
  hash.value = hash.value.toUpperCase();
}
function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

describe('entries', () => {
  const entryOf = ({ bundle }: Signed): EntryJson => {
    const [entry] = bundle.verificationMaterial.tlogEntries;
    if (entry === undefined) throw new Error('no entry');
    return entry;
  };

  test('none', async () => {
    expect(await outcome()).toBe('no transparency log entry');
    const key = newKey();
    const bare = await sign(world, { payload: SIGNATURE, key, log: [] });
    expect(reasonFor(judge(world, candidate(bare), keyOf(key)))).toBe('no transparency log entry');
  });

  test('of an unknown log only; and besides', async () => {
    const unknown: EntrySpec = { form: 'v1', log: stranger.logs.v1 };
    expect(await outcome(unknown)).toBe('no entry of a transparency log that the trust root "test" knows');
    expect(await outcome(unknown, { form: 'v1' })).toBe('accepted');
    expect(await outcome({ form: 'v1' }, { form: 'v2', log: stranger.logs.v2 })).toBe('accepted');
  });

  test('a good one does not make up for a bad one of a known log', async () => {
    const lie = { signature: Buffer.alloc(70, 1) };
    expect(await outcome({ form: 'v1' }, { form: 'v2', lie })).toBe('the log entry is of another signature');
  });

  test('ignored: not even looked at', async () => {
    const lie = { signature: Buffer.alloc(70, 1) };
    const wrong = await signed([{ form: 'v1', lie }]);
    expect(reasonFor(judge(world, candidate(wrong), keyless({ transparency: 'ignored' })))).toBe('accepted');
    const key = newKey();
    const strange = await sign(world, { payload: PLAIN, key, log: [{ form: 'v1', log: stranger.logs.v1 }] });
    const layer = candidate(strange, 'simple-signing');
    expect(reasonFor(judge(world, layer, keyOf(key, { transparency: 'ignored' })))).toBe('accepted');
  });

  test('ignored: its time does not count either', async () => {
    const promised = await sign(world, { payload: SIGNATURE, identity: IDENTITY });
    const reason = reasonFor(judge(world, candidate(promised), keyless({ transparency: 'ignored' })));
    expect(reason).toMatch(/^no log or timestamp authority of the trust root "test" vouches for when it was signed/);
  });

  test('the same twice', async () => {
    const twice = changed(await signed([{ form: 'v1' }]), ({ verificationMaterial: { tlogEntries } }) => {
      tlogEntries.push(...structuredClone(tlogEntries));
      Object.assign(tlogEntries[1] ?? {}, { logIndex: '7' });
    });
    expect(reasonFor(judge(world, twice, keyless()))).toBe('the same log entry is there twice');
  });

  test.each([33, 10_000])('%d of them', async (count) => {
    const one = await signed([{ form: 'v1' }]);
    const many = changed(one, ({ verificationMaterial }) => {
      verificationMaterial.tlogEntries = Array.from({ length: count }, () => entryOf(one));
    });
    expect(reasonFor(judge(world, many, keyless()))).toMatch(
      /(tlogEntries holds \d+ items, more than 32)|(more than 2 MiB)/,
    );
  });

  test('without time, and without timestamp', async () => {
    const timeless = await sign(world, { payload: SIGNATURE, identity: IDENTITY, log: 'v2' });
    expect(reasonFor(judge(world, candidate(timeless), keyless()))).toMatch(/vouches for when it was signed/);
    const key = newKey();
    const ofKey = await sign(world, { payload: SIGNATURE, key, log: 'v2' });
    expect(reasonFor(judge(world, candidate(ofKey), keyOf(key)))).toBe('accepted');
  });

  test('of a log whose key was out of use, shown by a proof alone', async () => {
    const root = world.trustedRoot();
    const past = { start: '2020-01-01T00:00:00Z', end: '2021-01-01T00:00:00Z' };
    for (const { publicKey } of root.tlogs) publicKey.validFor = past;
    const roots = [{ name: 'test', json: JSON.stringify(root) }];
    const proved = await signed([{ form: 'v2' }]);
    expect(reasonFor(judge(world, candidate(proved), keyless(), { roots }))).toMatch(
      /^the key of the transparency log was not in use at/,
    );
    const key = newKey();
    const timeless = await sign(world, { payload: SIGNATURE, key, log: 'v2' });
    expect(reasonFor(judge(world, candidate(timeless), keyOf(key), { roots }))).toMatch(/was not in use at/);
    const promised = await signed([{ form: 'v1' }]);
    expect(reasonFor(judge(world, candidate(promised), keyless(), { roots }))).toMatch(
      /promise of the log is not valid/,
    );
  });
});
