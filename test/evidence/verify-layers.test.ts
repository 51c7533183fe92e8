import { beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, sign, type World } from '../support/signing/index.ts';
import { candidate, IDENTITY, judge, keyless, keyOf, PLAIN, reasonFor, SBOM } from './judging.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

describe('layers', () => {
  const BUNDLE = 'dev.sigstore.cosign/bundle';
  async function layer(annotation: string, value: (old: string) => string) {
    const plain = await sign(world, { payload: PLAIN, identity: IDENTITY, timestamps: true });
    const honest = candidate(plain, 'simple-signing');
    const annotations = new Map([...honest.annotations, [annotation, value(honest.annotations.get(annotation) ?? '')]]);
    return reasonFor(judge(world, { ...honest, annotations }, keyless()));
  }

  test.each<[string, string, (old: string) => string, RegExp]>([
    ['no signature', 'dev.cosignproject.cosign/signature', () => '', /^the signature annotation is missing/],
    ['no entry', BUNDLE, () => '', /^no transparency log entry$/],
    ['an entry that is no JSON', BUNDLE, () => 'x', /^the bundle annotation is not the JSON/],
    [
      'an entry without promise',
      BUNDLE,
      (old) => old.replace('SignedEntryTimestamp', 'x'),
      /SignedEntryTimestamp of the bundle annotation is missing/,
    ],
    [
      'another time',
      BUNDLE,
      (old) => old.replace(/"integratedTime":(\d+)/, '"integratedTime":1$1'),
      /promise of the log is not valid|not vouched for/,
    ],
    [
      'another index',
      BUNDLE,
      (old) => old.replace(/"logIndex":\d+/, '"logIndex":1'),
      /promise of the log is not valid/,
    ],
    [
      'a log in upper case',
      BUNDLE,
      (old) => old.replace(/"logID":"\w+"/, '"logID":"AB"'),
      /logID of the bundle annotation is not in lower-case/,
    ],
    ['no PEM', 'dev.sigstore.cosign/certificate', () => 'x', /^the certificate annotation is not PEM text/],
    [
      'a key for a certificate',
      'dev.sigstore.cosign/certificate',
      () => '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
      /holds a PEM block "PUBLIC KEY"; only "CERTIFICATE" is taken/,
    ],
    ['two certificates', 'dev.sigstore.cosign/certificate', (old) => old + old, /holds more than 1 PEM blocks/],
    ['half a certificate', 'dev.sigstore.cosign/certificate', (old) => old.slice(0, -30), /without an end/],
    ['odd PEM', 'dev.sigstore.cosign/certificate', (old) => old.replace('\n', '\n!'), /not valid base64/],
    [
      'a long chain',
      'dev.sigstore.cosign/chain',
      (old) => old.repeat(5),
      /the chain annotation holds more than 8 PEM blocks/,
    ],
    [
      'a timestamp that is none',
      'dev.sigstore.cosign/rfc3161timestamp',
      () => '{}',
      /SignedRFC3161Timestamp of the timestamp annotation is missing/,
    ],
  ])('%s', async (_, annotation, value, reason) => {
    expect(await layer(annotation, value)).toMatch(reason);
  });

  test('an old entry with a new signature and certificate', async () => {
    const [one, two] = [
      await sign(world, { payload: PLAIN, identity: IDENTITY }),
      await sign(world, { payload: PLAIN, identity: IDENTITY }),
    ];
    const annotations = new Map([
      ...Object.entries(one.legacy.annotations),
      [BUNDLE, two.legacy.annotations[BUNDLE] ?? ''],
    ]);
    expect(reasonFor(judge(world, { ...candidate(one, 'simple-signing'), annotations }, keyless()))).toBe(
      'the log entry is of another signature',
    );
  });

  test('an envelope that is none', async () => {
    const sbom = await sign(world, { payload: SBOM, identity: IDENTITY });
    const bytes = Buffer.from('{}');
    const reason = reasonFor(
      judge(world, { ...candidate(sbom, 'dsse'), bytes }, keyless(), { purpose: 'attestations' }),
    );
    expect(reason).toBe('payloadType of the envelope is missing or not a text');
  });

  test('a layer that was signed with a key, for an authority with certificates beside it', async () => {
    const key = (await sign(world, { payload: PLAIN })).key;
    const bare = await sign(world, { payload: PLAIN, key });
    expect(reasonFor(judge(world, candidate(bare, 'simple-signing'), keyOf(key)))).toBe('accepted');
  });
});
