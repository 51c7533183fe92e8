import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  createWorld,
  newKey,
  type Payload,
  PREDICATES,
  sign,
  simpleSigning,
  statement,
  type World,
} from '../support/signing/index.ts';
import {
  candidate,
  changed,
  DIGEST,
  IDENTITY,
  judge,
  keyless,
  keyOf,
  OTHER_DIGEST,
  PLAIN,
  reasonFor,
  SBOM,
  SIGNATURE,
} from './judging.ts';

const HEX = DIGEST.slice('sha256:'.length);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

async function outcome(payload: Payload, purpose: 'signatures' | 'attestations' = 'signatures'): Promise<string> {
  const signed = await sign(world, { payload, identity: IDENTITY });
  const format = payload.type === undefined ? 'simple-signing' : 'bundle';
  return reasonFor(judge(world, candidate(signed, format), keyless(), { purpose }));
}

describe('statements', () => {
  test.each<[string, Parameters<typeof statement>[0], string]>([
    ['another image', { digest: OTHER_DIGEST }, `the signed digest "${OTHER_DIGEST}" is not that of the image`],
    ['no subject', { digest: DIGEST, subject: [] }, 'the statement names no digest'],
    ['no list of subjects', { digest: DIGEST, subject: {} }, 'subject of the statement is missing or not a list'],
    [
      'a subject that is none',
      { digest: DIGEST, subject: [1] },
      'a subject of the statement is missing or not an object',
    ],
    ['a subject without digest', { digest: DIGEST, subject: [{ name: DIGEST }] }, 'the statement names no digest'],
    [
      'a digest in upper case',
      { digest: DIGEST, subject: [{ digest: { sha256: HEX.toUpperCase() } }] },
      `the signed digest "sha256:${HEX.toUpperCase()}" is not that of the image`,
    ],
    [
      'the digest under the name of another hash',
      { digest: DIGEST, subject: [{ digest: { sha512: HEX } }] },
      `the signed digest "sha512:${HEX}" is not that of the image`,
    ],
    [
      'the digest in a list',
      { digest: DIGEST, subject: [{ digest: { sha256: [HEX] } }] },
      'the statement names no digest',
    ],
    [
      'several others',
      { digest: DIGEST, subject: [{ name: HEX, digest: { sha256: 'aa' } }, { digest: { sha256: 'bb' } }] },
      'the signed digest "sha256:aa" (the first of 2) is not that of the image',
    ],
    [
      'too many subjects',
      { digest: DIGEST, subject: Array.from({ length: 1_025 }, () => ({ digest: { sha256: HEX } })) },
      'subject of the statement holds 1025 items, more than 1024',
    ],
    [
      'another type',
      { digest: DIGEST, statementType: 'https://in-toto.io/Statement/v1x' },
      'the statement is of unknown type "https://in-toto.io/Statement/v1x"',
    ],
    ['no type', { digest: DIGEST, statementType: null }, '_type of the statement is missing or not a text'],
    ['no predicate type', { digest: DIGEST, predicateType: '' }, 'predicateType of the statement is empty'],
    [
      'a predicate type that is no text',
      { digest: DIGEST, predicateType: [PREDICATES.signature] },
      'predicateType of the statement is missing or not a text',
    ],
    [
      'another type of payload',
      { digest: DIGEST, payloadType: 'text/plain' },
      'the payload type is "text/plain", expected "application/vnd.in-toto+json"',
    ],
  ])('with %s', async (_, spec, reason) => {
    const attestation = { predicateType: 'https://cyclonedx.org/bom', ...spec };
    expect(await outcome(statement(attestation), 'attestations')).toBe(reason);
    expect(await outcome(statement(spec))).toBe(reason);
  });

  test('of version 0.1, and with the image among 1,024 subjects', async () => {
    const old = statement({ digest: DIGEST, statementType: 'https://in-toto.io/Statement/v0.1' });
    expect(await outcome(old)).toBe('accepted');
    const subject = Array.from({ length: 1_024 }, (_, index) => ({ digest: { sha256: index === 1_000 ? HEX : 'aa' } }));
    expect(await outcome(statement({ digest: DIGEST, subject }))).toBe('accepted');
  });

  test.each([
    ['no JSON', Buffer.from('{'), /^the statement is not the JSON that is wanted/],
    ['a key twice', Buffer.from('{"_type":"a","_type":"b"}'), /^the statement is not the JSON that is wanted/],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), /not valid UTF-8/],
    ['a list', Buffer.from('[]'), /^the statement is missing or not an object/],
    ['deeply nested', Buffer.from('['.repeat(100)), /^the statement is not the JSON that is wanted/],
  ])('that are %s', async (_, bytes, reason) => {
    expect(await outcome({ bytes, type: 'application/vnd.in-toto+json' })).toMatch(reason);
  });

  test('a digest by SHA-512', async () => {
    const digest = `sha512:${'c'.repeat(128)}`;
    const subject = [{ digest: { sha512: 'c'.repeat(128) } }];
    const signed = await sign(world, { payload: statement({ digest, subject }), identity: IDENTITY });
    expect(reasonFor(judge(world, candidate(signed, 'bundle', digest), keyless()))).toBe('accepted');
  });
});

describe('an attestation is no image signature, and the reverse', () => {
  test.each([
    ['https://cyclonedx.org/bom'],
    ['https://sigstore.dev/cosign/sign/v1x'],
    ['x-https://sigstore.dev/cosign/sign/v1'],
    ['https://sigstore.dev/cosign/sign/v2'],
  ])('bundle with %s', async (predicateType) => {
    const reason = `an attestation (type "${predicateType}"), not an image signature`;
    expect(await outcome(statement({ digest: DIGEST, predicateType }))).toBe(reason);
  });

  test('layer of an .att tag, whatever its type', async () => {
    for (const payload of [SBOM, SIGNATURE]) {
      const signed = await sign(world, { payload, identity: IDENTITY });
      expect(reasonFor(judge(world, candidate(signed, 'dsse'), keyless()))).toMatch(
        /^an attestation \(type .*, not an image signature$/,
      );
    }
  });

  test('image signatures of both forms', async () => {
    for (const payload of [PLAIN, SIGNATURE]) {
      expect(await outcome(payload, 'attestations')).toBe('an image signature, not an attestation');
    }
  });

  test('a signature over bytes in a bundle', async () => {
    const signed = await sign(world, { payload: PLAIN, identity: IDENTITY });
    for (const purpose of ['signatures', 'attestations'] as const) {
      const reason = reasonFor(judge(world, candidate(signed), keyless(), { purpose }));
      expect(reason).toBe('a signature over a file, not over a statement about an image');
    }
  });
});

describe('simple signing', () => {
  test.each<[string, Payload, RegExp]>([
    [
      'another image',
      simpleSigning({ digest: OTHER_DIGEST }),
      /^the signed digest "sha256:b+" is not that of the image$/,
    ],
    ['upper case', simpleSigning({ digest: DIGEST.toUpperCase() }), /^the signed digest "SHA256:A+" is not/],
    [
      'another type',
      simpleSigning({ digest: DIGEST, type: 'atomic container signature' }),
      /^critical.type of the payload is "atomic/,
    ],
    ['no JSON', { bytes: Buffer.from('x') }, /^the payload is not the JSON that is wanted/],
    ['nothing critical', { bytes: Buffer.from('{}') }, /^critical is missing/],
    [
      'a key twice',
      { bytes: Buffer.from(PLAIN.bytes.toString().replace('"type"', '"type":"x","type"')) },
      /^the payload is not the JSON/,
    ],
  ])('%s', async (_, payload, reason) => {
    expect(await outcome(payload)).toMatch(reason);
  });
});

describe('what is signed is what is read', () => {
  test('another payload under the same signature', async () => {
    const signed = await sign(world, { payload: SIGNATURE, identity: IDENTITY, log: [], timestamps: true });
    const forged = changed(signed, ({ dsseEnvelope }) => {
      const payload = statement({ digest: DIGEST, predicate: { forged: true } }).bytes.toString('base64');
      Object.assign(dsseEnvelope ?? {}, { payload });
    });
    const reason = reasonFor(judge(world, forged, keyless({ transparency: 'ignored' })));
    expect(reason).toBe('the signature is not of this content (signature verification failed)');
  });

  test('a signature over something else', async () => {
    const key = newKey();
    const signed = await sign(world, { payload: SIGNATURE, key, signs: SBOM });
    expect(reasonFor(judge(world, candidate(signed), keyOf(key)))).toBe('not signed with the key of the authority');
    const plain = await sign(world, { payload: PLAIN, key, signs: SBOM });
    expect(reasonFor(judge(world, candidate(plain, 'simple-signing'), keyOf(key)))).toMatch(/^not signed/);
  });
});
