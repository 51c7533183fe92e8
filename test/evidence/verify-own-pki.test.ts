import { beforeAll, describe, expect, test } from '@jest/globals';
import { x509 } from '../../certs/x509.ts';
import {
  base64,
  createIssuer,
  createWorld,
  type Issuer,
  type LeafSpec,
  newKey,
  pemOf,
  type SignSpec,
  sign,
  USAGE,
  type World,
} from '../support/signing/index.ts';
import { issueCertificate } from '../support/signing/issuer.ts';
import {
  type Circumstances,
  candidate,
  changed,
  judge,
  ownPki,
  PLAIN,
  reasonFor,
  SIGNATURE,
  SUBJECT,
} from './judging.ts';

const DAY = 86_400_000;
const day = (number: number) => new Date(Date.now() + number * DAY);
const DECADE = { from: day(-365), until: day(3_650) };

let world: World;
let root: Issuer;
let intermediate: Issuer;
beforeAll(async () => {
  world = await createWorld();
  root = await createIssuer('CN=own root', DECADE);
  intermediate = await createIssuer('CN=own intermediate', DECADE, root);
});

type Spec = Partial<Omit<SignSpec, 'identity'>> & { identity?: Partial<LeafSpec> };

async function signOwn({ identity, ...spec }: Spec = {}) {
  const leaf = { san: SUBJECT, ctLog: null, issuedBy: intermediate, from: day(-1), until: day(300), ...identity };
  return sign(world, { payload: SIGNATURE, log: [], ...spec, identity: leaf });
}

const without = { transparency: 'ignored' } as const;
async function outcome(certificates: readonly string[], spec?: Spec, circumstances?: Circumstances) {
  return reasonFor(judge(world, candidate(await signOwn(spec)), ownPki(certificates, without), circumstances));
}

/** An authority whose certificate says other things than usual. */
async function oddIssuer(
  parent: Issuer,
  extensions: readonly InstanceType<typeof x509.Extension>[],
  name = 'CN=odd',
): Promise<Issuer> {
  const issuer = await createIssuer(name, DECADE);
  const certificate = await issueCertificate(parent, {
    ...DECADE,
    serialNumber: '0102',
    subject: name,
    publicKey: issuer.publicKey,
    extensions,
  });
  return { ...issuer, certificate, pem: pemOf(certificate, 'CERTIFICATE') };
}

const CA = (length?: number) => new x509.BasicConstraintsExtension(true, length, true);
const SIGNS = new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true);

describe('certificates of an authority of one’s own', () => {
  test('root and intermediate from the authority', async () => {
    const signed = await signOwn();
    const report = judge(world, candidate(signed), ownPki([root.pem, intermediate.pem], without));
    expect(report).toMatchObject({ accepted: ['wanted'], signer: { kind: 'certificate', subject: SUBJECT } });
    expect(report.time).toBeUndefined();
  });

  test('in one text, with log and timestamp', async () => {
    const signed = await signOwn({ log: 'v1', timestamps: true });
    const report = judge(world, candidate(signed), ownPki([intermediate.pem + root.pem]));
    expect(report).toMatchObject({ accepted: ['wanted'], time: world.clock.toISOString() });
  });

  test('the log is wanted', async () => {
    const reason = reasonFor(judge(world, candidate(await signOwn()), ownPki([root.pem, intermediate.pem])));
    expect(reason).toBe('no transparency log entry');
  });

  test('intermediate from the signature: bundle 0.2 and layer', async () => {
    const signed = await signOwn();
    const bundle = changed(signed, (copy) => {
      copy.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.2';
      const certificates = [signed.leaf ?? Buffer.alloc(0), intermediate.certificate, root.certificate];
      copy.verificationMaterial = {
        x509CertificateChain: { certificates: certificates.map((der) => ({ rawBytes: base64(der) })) },
        tlogEntries: [],
      };
    });
    expect(reasonFor(judge(world, bundle, ownPki([root.pem], without)))).toBe('accepted');
    const stranger = await createIssuer('CN=own root', DECADE);
    const reason = reasonFor(judge(world, bundle, ownPki([stranger.pem], without)));
    expect(reason).toMatch(/does not chain to a root of the authority/);

    const plain = await signOwn({ payload: PLAIN });
    const layer = candidate(plain, 'simple-signing');
    const annotations = new Map([...layer.annotations, ['dev.sigstore.cosign/chain', intermediate.pem]]);
    expect(reasonFor(judge(world, { ...layer, annotations }, ownPki([root.pem], without)))).toBe('accepted');
    expect(reasonFor(judge(world, layer, ownPki([root.pem], without)))).toMatch(/does not chain/);
  });

  test('a root alone, and a DNS name', async () => {
    const identity = { issuedBy: root, san: [{ type: 'dns', value: 'build.example.com' } as const] };
    const signed = await signOwn({ identity });
    const authority = (exactly: string) => ownPki([root.pem], { ...without, subject: { exactly } });
    expect(reasonFor(judge(world, candidate(signed), authority('build.example.com')))).toBe('accepted');
    const other = reasonFor(judge(world, candidate(signed), authority('example.com')));
    expect(other).toBe('the certificate is for "build.example.com", expected "example.com"');
  });

  test('the root must be self-signed', async () => {
    expect(await outcome([intermediate.pem])).toBe(
      'the authority cannot be used: the authority has no self-signed root certificate',
    );
  });

  test('a leaf for something else', async () => {
    const pki = [root.pem, intermediate.pem];
    expect(await outcome(pki, { identity: { usages: [USAGE.serverAuth] } })).toMatch(/not made for signing code/);
    expect(await outcome(pki, { identity: { ca: true } })).toMatch(/that of an authority/);
  });
});

describe('chains', () => {
  test('a leaf or intermediate that is not in its time now', async () => {
    const pki = [root.pem, intermediate.pem];
    expect(await outcome(pki, { identity: { until: day(-0.5) } })).toMatch(/^the certificate was valid from .* not at/);
    expect(await outcome(pki, { identity: { from: day(1) } })).toMatch(/^the certificate was valid from/);
    const old = await createIssuer('CN=old', { from: day(-300), until: day(-1) }, root);
    const reason = await outcome([root.pem, old.pem], { identity: { issuedBy: old } });
    expect(reason).toMatch(/^the certificate of the authority "CN=old" was valid from .* to .*, not at/);
    const oldRoot = await createIssuer('CN=old root', { from: day(-300), until: day(-1) });
    expect(await outcome([oldRoot.pem], { identity: { issuedBy: oldRoot } })).toMatch(/"CN=old root" was valid from/);
  });

  test('what has run out since the time that is vouched for was good then', async () => {
    const signed = await signOwn({ identity: { until: day(30) }, timestamps: true });
    const later = { now: day(60).getTime() };
    const pki = ownPki([root.pem, intermediate.pem], without);
    expect(reasonFor(judge(world, candidate(signed), pki, later))).toBe('accepted');
    const early = await signOwn({ identity: { from: day(1) }, timestamps: true });
    expect(reasonFor(judge(world, candidate(early), pki, later))).toMatch(/^the certificate was valid from/);
  });

  test.each<[string, () => InstanceType<typeof x509.Extension>[], RegExp]>([
    ['no authority', () => [SIGNS], /"CN=odd" may not sign certificates/],
    [
      'CA:false',
      () => [new x509.BasicConstraintsExtension(false, undefined, true), SIGNS],
      /may not sign certificates/,
    ],
    [
      'no right to sign certificates',
      () => [CA(), new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true)],
      /does not chain|may not sign certificates/,
    ],
    ['another purpose', () => [CA(), SIGNS, new x509.ExtendedKeyUsageExtension([USAGE.serverAuth])], /is not for code/],
    [
      'critical name constraints',
      () => [CA(), SIGNS, new x509.Extension('2.5.29.30', true, Buffer.from('3000', 'hex'))],
      /unknown critical extension, 2\.5\.29\.30/,
    ],
    [
      'an odd path length',
      () => [new x509.Extension('2.5.29.19', true, Buffer.from('30060101ff020180', 'hex')), SIGNS],
      /odd path length/,
    ],
  ])('an intermediate with %s', async (_, extensions, reason) => {
    const odd = await oddIssuer(root, extensions());
    const result = await outcome([root.pem, odd.pem], { identity: { issuedBy: odd } });
    expect(result).toMatch(reason);
  });

  test('a purpose that includes code', async () => {
    const usage = new x509.ExtendedKeyUsageExtension([USAGE.codeSigning]);
    const odd = await oddIssuer(root, [CA(0), SIGNS, usage]);
    expect(await outcome([root.pem, odd.pem], { identity: { issuedBy: odd } })).toBe('accepted');
  });

  test('a path length that is too short', async () => {
    const short = await oddIssuer(root, [CA(0), SIGNS]);
    const below = await createIssuer('CN=below', DECADE, short);
    const pki = [root.pem, short.pem, below.pem];
    expect(await outcome(pki, { identity: { issuedBy: below } })).toMatch(/"CN=odd" allows no chain as long as this/);
    expect(await outcome(pki, { identity: { issuedBy: short } })).toBe('accepted');
  });

  test('a chain that is too long', async () => {
    const issuers = [root];
    for (let index = 0; index < 9; index += 1) {
      issuers.push(await createIssuer(`CN=number ${index}`, DECADE, issuers.at(-1)));
    }
    const pems = issuers.map(({ pem }) => pem);
    const under = (index: number) => outcome(pems, { identity: { issuedBy: issuers[index] ?? root } });
    expect(await under(9)).toMatch(/does not chain to a root/);
    expect(await under(8)).toBe('accepted');
  });

  test('authorities that vouch for each other, many times over', async () => {
    const [one, two] = [await createIssuer('CN=one', DECADE), await createIssuer('CN=two', DECADE)];
    const pems: string[] = [];
    for (let serial = 1; serial <= 6; serial += 1) {
      for (const [by, to] of [
        [one, two],
        [two, one],
      ] as const) {
        const request = { ...DECADE, serialNumber: `0${serial}`, subject: to.name, publicKey: to.publicKey };
        pems.push(pemOf(await issueCertificate(by, { ...request, extensions: [CA(), SIGNS] }), 'CERTIFICATE'));
      }
    }
    const reason = await outcome([root.pem, ...pems], { identity: { issuedBy: one } });
    expect(reason).toBe('the chain of the certificate branches more than 64 times');
  });

  test('a signature of the chain that is not the issuer’s', async () => {
    const impostor = await createIssuer('CN=own intermediate', DECADE, root);
    const forger = { ...intermediate, signingKey: impostor.signingKey };
    expect(await outcome([root.pem, intermediate.pem], { identity: { issuedBy: forger } })).toMatch(/does not chain/);
  });

  test('a leaf with another key than the one that signed', async () => {
    const signed = await signOwn();
    const other = await signOwn({ key: newKey() });
    const mixed = changed(signed, ({ verificationMaterial }) => {
      verificationMaterial.certificate = { rawBytes: base64(other.leaf ?? Buffer.alloc(0)) };
    });
    const reason = reasonFor(judge(world, mixed, ownPki([root.pem, intermediate.pem], without)));
    expect(reason).toBe('the signature is not of this content (signature verification failed)');
  });
});
