import { beforeAll, describe, expect, test } from '@jest/globals';
import { PUBLIC_GOOD_ROOT } from '../../src/evidence/public-good.ts';
import { checkTrustedRoot } from '../../src/evidence/trust-root.ts';
import { buildTrustRoot, TrustRoots } from '../../src/evidence/trust-roots.ts';
import {
  base64,
  createIssuer,
  createWorld,
  issueLeaf,
  newKey,
  spkiOf,
  type TrustedRootJson,
  USAGE,
  type World,
} from '../support/signing/index.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

function check(change: (root: TrustedRootJson) => unknown): string | undefined {
  const root = world.trustedRoot();
  change(root);
  return checkTrustedRoot(JSON.stringify(root));
}

test('the trust root of the public-good instance is sound', () => {
  expect(checkTrustedRoot(PUBLIC_GOOD_ROOT)).toBeUndefined();
  const { material, authorities } = buildTrustRoot({ name: 'public-good', json: PUBLIC_GOOD_ROOT });
  expect(material.tlogs.map(({ baseURL }) => baseURL)).toEqual([
    'https://rekor.sigstore.dev',
    'https://log2025-1.rekor.sigstore.dev',
  ]);
  expect([material.ctlogs.length, material.timestampAuthorities.length, authorities.length]).toEqual([2, 1, 2]);
  expect(() => material.publicKey('hint')).toThrow('a trust root holds no keys of signers');
});

describe('trust roots', () => {
  test('of a world; without anything; with an end', () => {
    expect(check(() => {})).toBeUndefined();
    expect(checkTrustedRoot('{"mediaType":"application/vnd.dev.sigstore.trustedroot.v0.2+json"}')).toBeUndefined();
    expect(
      check(({ ctlogs: [log] }) => Object.assign(log?.publicKey.validFor ?? {}, { end: '2100-01-01T00:00:00.5Z' })),
    ).toBeUndefined();
    expect(
      check(({ tlogs: [log] }) => Object.assign(log ?? {}, { checkpointKeyId: { keyId: 'AAAA' } })),
    ).toBeUndefined();
  });

  test.each<[string, string, RegExp]>([
    ['no JSON', 'x', /^the trust root is not the JSON that is wanted/],
    ['a list', '[]', /^the trust root is missing or not an object/],
    ['another type', '{"mediaType":"application/json"}', /^a trust root of unknown type "application\/json"/],
    ['too large', ' '.repeat(2 ** 20 + 1), /^the trust root has 1048577 bytes, more than 1 MiB/],
  ])('%s', (_, text, reason) => {
    expect(checkTrustedRoot(text)).toMatch(reason);
  });

  test.each<[string, (root: TrustedRootJson) => unknown, RegExp]>([
    [
      'a log without beginning',
      ({ tlogs: [log] }) => delete log?.publicKey.validFor,
      /^validFor of publicKey of tlogs\[0\] is missing/,
    ],
    [
      'a CT log without beginning',
      ({ ctlogs: [log] }) => delete log?.publicKey.validFor?.start,
      /^validFor.start of publicKey of ctlogs\[0\] is missing/,
    ],
    [
      'an authority without beginning',
      ({ certificateAuthorities: [ca] }) => delete ca?.validFor,
      /^validFor of certificateAuthorities\[0\] is missing/,
    ],
    [
      'a timestamp authority without beginning',
      ({ timestampAuthorities: [tsa] }) => delete tsa?.validFor?.start,
      /^validFor.start of timestampAuthorities\[0\] is missing/,
    ],
    [
      'an odd time',
      ({ certificateAuthorities: [ca] }) => Object.assign(ca?.validFor ?? {}, { end: 'tomorrow' }),
      /^validFor.end of certificateAuthorities\[0\] is not a time/,
    ],
    [
      'a log without URL',
      ({ tlogs: [log] }) => Object.assign(log ?? {}, { baseUrl: 'rekor' }),
      /^baseUrl of tlogs\[0\] is not a URL/,
    ],
    [
      'a log without ID',
      ({ tlogs: [log] }) => Object.assign(log ?? {}, { logId: null }),
      /^logId of tlogs\[0\] is missing/,
    ],
    [
      'a checkpoint key without ID',
      ({ tlogs: [log] }) => Object.assign(log ?? {}, { checkpointKeyId: {} }),
      /^checkpointKeyId of tlogs\[0\] is missing/,
    ],
    [
      'a log without key',
      ({ tlogs: [log] }) => Object.assign(log?.publicKey ?? {}, { rawBytes: 'AAAA' }),
      /^the key of tlogs\[0\] cannot be read/,
    ],
    [
      'a log with a key that is not taken',
      ({ tlogs: [log] }) =>
        Object.assign(log?.publicKey ?? {}, { rawBytes: base64(spkiOf(newKey('secp256k1').publicKey)) }),
      /^the key of tlogs\[0\] cannot be used: an EC key must be on the curve/,
    ],
    [
      'a chain without certificates',
      ({ certificateAuthorities: [ca] }) => ca?.certChain.certificates.splice(0),
      /^certificateAuthorities\[0\] has no certificate/,
    ],
    [
      'a chain without root',
      ({ certificateAuthorities: [ca] }) => ca?.certChain.certificates.pop(),
      /^the chain of certificateAuthorities\[0\] does not end in a self-signed root but in "/,
    ],
    [
      'a chain in the wrong order',
      ({ certificateAuthorities: [ca] }) => ca?.certChain.certificates.reverse(),
      /^in the chain of certificateAuthorities\[0\], ".*" did not issue "/,
    ],
    [
      'no certificate',
      ({ certificateAuthorities: [ca] }) => ca?.certChain.certificates.push({ rawBytes: 'AAAA' }),
      /^a certificate of certificateAuthorities\[0\] cannot be used/,
    ],
    [
      'a timestamp authority without root',
      ({ timestampAuthorities: [tsa] }) => tsa?.certChain.certificates.splice(0, 1),
      /^timestampAuthorities\[0\] needs a leaf and its root/,
    ],
    [
      '33 logs',
      ({ tlogs }) => tlogs.push(...Array.from({ length: 33 }, () => tlogs[0] as (typeof tlogs)[0])),
      /^tlogs of the trust root holds 35 items, more than 32/,
    ],
  ])('%s', (_, change, reason) => {
    expect(check(change)).toMatch(reason);
  });

  test('keys of RSA in the format of PKCS #1', () => {
    const { publicKey } = newKey('rsa2048');
    const pkcs1 = {
      rawBytes: base64(publicKey.export({ type: 'pkcs1', format: 'der' })),
      keyDetails: 'PKCS1_RSA_PKCS1V5',
    };
    expect(check(({ tlogs: [log] }) => Object.assign(log?.publicKey ?? {}, pkcs1))).toBeUndefined();
  });

  test('timestamp authorities are for timestamps alone, with EC keys', async () => {
    const period = { from: new Date(Date.now() - 3_600_000), until: new Date(Date.now() + 3_600_000) };
    const root = await createIssuer('CN=root', period);
    const tsa = async (usages: readonly string[], kind: 'p256' | 'rsa2048' = 'p256', ca?: boolean) => {
      const { publicKey } = newKey(kind);
      const leaf = await issueLeaf(publicKey, {
        san: [],
        usages,
        subject: 'CN=tsa',
        ctLog: null,
        issuedBy: root,
        ...period,
        ...(ca && { ca }),
      });
      return check(({ timestampAuthorities: [authority] }) =>
        authority?.certChain.certificates.splice(
          0,
          2,
          { rawBytes: base64(leaf) },
          { rawBytes: base64(root.certificate) },
        ),
      );
    };
    expect(await tsa([USAGE.timeStamping])).toBeUndefined();
    const reason = /^the certificate of "CN=tsa" in timestampAuthorities\[0\] is not made for timestamps alone/;
    expect(await tsa([])).toMatch(reason);
    expect(await tsa([USAGE.codeSigning])).toMatch(reason);
    expect(await tsa([USAGE.timeStamping, USAGE.codeSigning])).toMatch(reason);
    expect(await tsa([USAGE.timeStamping], 'p256', true)).toMatch(reason);
    expect(await tsa([USAGE.timeStamping], 'rsa2048')).toMatch(
      /^the key of "CN=tsa" in timestampAuthorities\[0\] must be EC/,
    );
  });

  test('authorities must be authorities', async () => {
    const period = { from: new Date(Date.now() - 3_600_000), until: new Date(Date.now() + 3_600_000) };
    const root = await createIssuer('CN=root', period);
    const leaf = await issueLeaf(newKey().publicKey, {
      san: [],
      subject: 'CN=leaf',
      ctLog: null,
      issuedBy: root,
      ...period,
    });
    const certificates = [leaf, root.certificate].map((der) => ({ rawBytes: base64(der) }));
    const reason = check(({ certificateAuthorities: [ca] }) => Object.assign(ca?.certChain ?? {}, { certificates }));
    expect(reason).toBe('"CN=leaf" in certificateAuthorities[0] may not sign certificates');
  });
});

describe('what was built of trust roots', () => {
  test('is kept while the version is the same', () => {
    const roots = new TrustRoots();
    const named = [{ name: 'a', json: world.trustRoot }];
    const first = roots.of('1', named)('a');
    expect(roots.of('1', named)('a')).toBe(first);
    expect(roots.of('2', named)('a')).not.toBe(first);
  });

  test('a trust root that one job lacks is there for the next', () => {
    const roots = new TrustRoots();
    expect(() => roots.of('1', [])('a')).toThrow('there is no trust root "a"');
    expect(roots.of('1', [{ name: 'a', json: world.trustRoot }])('a').name).toBe('a');
  });
});
