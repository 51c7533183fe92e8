import { beforeAll, describe, expect, test } from '@jest/globals';
import { type BundleJson, base64, createWorld, type Signed, sign, type World } from '../support/signing/index.ts';
import { bundleCandidate, changed, IDENTITY, judge, keyless, reasonFor, SIGNATURE } from './judging.ts';

let world: World;
let signed: Signed;
beforeAll(async () => {
  world = await createWorld();
  signed = await sign(world, { payload: SIGNATURE, identity: IDENTITY, timestamps: true });
});

type Change = (bundle: BundleJson) => unknown;
const outcome = (change: Change) => reasonFor(judge(world, changed(signed, change), keyless()));
const set =
  (value: object): Change =>
  (bundle) =>
    Object.assign(bundle, value);
const inMaterial =
  (value: object): Change =>
  (bundle) =>
    Object.assign(bundle.verificationMaterial, value);
const inEntry =
  (value: object): Change =>
  ({
    verificationMaterial: {
      tlogEntries: [entry],
    },
  }) =>
    Object.assign(entry ?? {}, value);

const OLD = 'application/vnd.dev.sigstore.bundle+json;version=';
const asChain: Change = ({ verificationMaterial }) => {
  verificationMaterial.x509CertificateChain = { certificates: [{ rawBytes: base64(signed.leaf ?? Buffer.alloc(0)) }] };
  delete verificationMaterial.certificate;
};

describe('versions of bundles', () => {
  test.each([
    [`${OLD}0.1`, true],
    [`${OLD}0.2`, true],
    [`${OLD}0.3`, false],
    ['application/vnd.dev.sigstore.bundle.v0.3+json', false],
  ])('%s', (mediaType, mayHaveChain) => {
    expect(outcome(set({ mediaType }))).toBe('accepted');
    const reason = outcome((bundle) => asChain(Object.assign(bundle, { mediaType })));
    expect(reason).toMatch(mayHaveChain ? /^accepted$/ : /may not have an x509CertificateChain$/);
  });

  test.each([
    'application/vnd.dev.sigstore.bundle.v0.3+jsonXYZ',
    'application/vnd.dev.sigstore.bundle.v9.9+json',
    `${OLD}0.4`,
    `x${OLD}0.1`,
    '',
  ])('%j is none', (mediaType) => {
    expect(outcome(set({ mediaType }))).toBe(`a bundle of unknown type "${mediaType}"`);
  });

  test('0.1 needs a promise, and does without a proof or its checkpoint', () => {
    const with01 = (value: object) =>
      outcome((bundle) => inEntry(value)(Object.assign(bundle, { mediaType: `${OLD}0.1` })));
    expect(with01({ inclusionProof: undefined })).toBe('accepted');
    expect(with01({ inclusionProof: { logIndex: '0', treeSize: '1', hashes: [] } })).toBe('accepted');
    expect(with01({ inclusionPromise: undefined })).toBe('a log entry has no inclusion promise');
  });

  test.each(['0.2', '0.3'])('%s needs a proof with a checkpoint', (version) => {
    const mediaType = `${OLD}${version}`;
    const changedTo = (value: object) => outcome((bundle) => inEntry(value)(Object.assign(bundle, { mediaType })));
    expect(changedTo({ inclusionProof: undefined })).toBe('a log entry has no inclusion proof');
    expect(changedTo({ inclusionProof: { rootHash: 'AAAA' } })).toBe(
      'checkpoint of an inclusion proof is missing or not an object',
    );
    expect(changedTo({ inclusionPromise: undefined })).toBe('accepted');
  });
});

describe('one of each', () => {
  const message = { messageDigest: { algorithm: 'SHA2_256', digest: 'AAAA' }, signature: 'AAAA' };

  test.each<[string, Change, string]>([
    [
      'two contents',
      set({ messageSignature: message }),
      'the bundle must hold exactly one of dsseEnvelope, messageSignature; it holds dsseEnvelope and messageSignature',
    ],
    [
      'no content',
      set({ dsseEnvelope: null }),
      'the bundle must hold exactly one of dsseEnvelope, messageSignature; it holds none',
    ],
    [
      'a key and a certificate',
      inMaterial({ publicKey: { hint: '' } }),
      'verificationMaterial must hold exactly one of publicKey, x509CertificateChain, certificate; it holds publicKey and certificate',
    ],
    [
      'neither',
      inMaterial({ certificate: undefined }),
      'verificationMaterial must hold exactly one of publicKey, x509CertificateChain, certificate; it holds none',
    ],
    [
      'no material',
      set({ verificationMaterial: null }),
      'verificationMaterial of the bundle is missing or not an object',
    ],
    ['a list', set({ dsseEnvelope: [] }), 'dsseEnvelope is missing or not an object'],
  ])('%s', (_, change, reason) => {
    expect(outcome(change)).toBe(reason);
  });

  test.each([
    ['none', 0],
    ['two', 2],
  ])('envelope with %s signatures', (_, count) => {
    const change: Change = ({ dsseEnvelope }) => {
      const [one] = dsseEnvelope?.signatures ?? [];
      Object.assign(dsseEnvelope ?? {}, { signatures: Array.from({ length: count }, () => one) });
    };
    expect(outcome(change)).toBe(`the envelope has ${count} signatures; exactly one is wanted`);
  });

  test('an empty chain', () => {
    const mediaType = `${OLD}0.2`;
    const material = { certificate: undefined, x509CertificateChain: { certificates: [] } };
    expect(outcome((bundle) => inMaterial(material)(Object.assign(bundle, { mediaType })))).toBe(
      'x509CertificateChain is empty',
    );
    const certificates = Array.from({ length: 10 }, () => ({ rawBytes: 'AAAA' }));
    const long = { certificate: undefined, x509CertificateChain: { certificates } };
    expect(outcome((bundle) => inMaterial(long)(Object.assign(bundle, { mediaType })))).toMatch(
      /holds 10 items, more than 9/,
    );
  });
});

describe('values', () => {
  test.each<[string, Change, RegExp]>([
    [
      'base64 of URLs',
      inMaterial({ certificate: { rawBytes: 'A-_A' } }),
      /rawBytes of a certificate is not valid base64/,
    ],
    ['no padding', inMaterial({ certificate: { rawBytes: 'AAAAA' } }), /not valid base64/],
    ['bits after the end', inMaterial({ certificate: { rawBytes: 'AB==' } }), /not valid base64/],
    ['line feeds in base64', inMaterial({ certificate: { rawBytes: 'AAAA\nAAAA' } }), /not valid base64/],
    ['nothing', inMaterial({ certificate: { rawBytes: '' } }), /rawBytes of a certificate is empty/],
    ['a number', inMaterial({ certificate: { rawBytes: 7 } }), /rawBytes of a certificate is missing or not a text/],
    ['no certificate', inMaterial({ certificate: { rawBytes: 'AAAA' } }), /^the signature cannot be read/],
    ['a negative time', inEntry({ integratedTime: '-1' }), /integratedTime of a log entry is not a whole number/],
    [
      'an index beyond all numbers',
      inEntry({ logIndex: '9007199254740992' }),
      /logIndex of a log entry is not a whole number/,
    ],
    ['a fraction', inEntry({ logIndex: 0.5 }), /logIndex of a log entry is not a whole number/],
    ['no log', inEntry({ logId: null }), /logId is missing or not an object/],
    ['no type', inEntry({ kindVersion: {} }), /kind of a log entry is missing/],
    [
      'another type',
      inEntry({ kindVersion: { kind: 'hashedrekord', version: '0.0.1' } }),
      /of another type than it is said to be/,
    ],
    ['no list of entries', inMaterial({ tlogEntries: {} }), /tlogEntries is missing or not a list/],
    ['an entry that is none', inMaterial({ tlogEntries: [null] }), /a log entry is missing or not an object/],
    [
      'many timestamps',
      inMaterial({ timestampVerificationData: { rfc3161Timestamps: Array(33).fill({}) } }),
      /rfc3161Timestamps holds 33 items, more than 32/,
    ],
    [
      'a long checkpoint',
      inEntry({ inclusionProof: { checkpoint: { envelope: 'a'.repeat(16_385) } } }),
      /a checkpoint is longer than 16384 characters/,
    ],
  ])('%s', (_, change, reason) => {
    expect(outcome(change)).toMatch(reason);
  });

  test('whole numbers may be numbers', () => {
    const index: Change = ({
      verificationMaterial: {
        tlogEntries: [entry],
      },
    }) => {
      Object.assign(entry ?? {}, { logIndex: Number(entry?.logIndex), integratedTime: Number(entry?.integratedTime) });
    };
    expect(outcome(index)).toBe('accepted');
  });

  test.each([
    ['nothing', '', /^the bundle is not the JSON that is wanted/],
    ['a list', '[]', /^the bundle is missing or not an object/],
    [
      'a key twice',
      () => signed.bundleBytes.toString().replace('{', '{"mediaType":"x",'),
      /^the bundle is not the JSON/,
    ],
    ['truncated', () => signed.bundleBytes.subarray(0, 500).toString(), /^the bundle is not the JSON/],
    ['far too large', () => ' '.repeat(2 ** 21 + 1), /^the bundle has 2097153 bytes, more than 2 MiB$/],
  ])('a bundle that is %s', (_, text, reason) => {
    const candidateNow = bundleCandidate(typeof text === 'string' ? text : text());
    expect(reasonFor(judge(world, candidateNow, keyless()))).toMatch(reason);
  });

  test('attestations may be larger, up to 32 MiB', () => {
    const large = bundleCandidate(' '.repeat(2 ** 21 + 1));
    expect(reasonFor(judge(world, large, keyless(), { purpose: 'attestations' }))).toMatch(/is not the JSON/);
    const larger = bundleCandidate(Buffer.alloc(2 ** 25 + 1));
    expect(reasonFor(judge(world, larger, keyless(), { purpose: 'attestations' }))).toMatch(/more than 32 MiB$/);
  });
});
