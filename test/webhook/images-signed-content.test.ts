import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TYPES } from '../support/images/content.ts';
import { putBundle } from '../support/images/signatures.ts';
import { attach, ISSUER } from '../support/images/signed-image.ts';
import { PREDICATES, sign, simpleSigning, statement } from '../support/signing/index.ts';
import { BY_RELEASE, type HowSigned, MARKER, repositoryFor, type Scene, startScene } from './image-scene.ts';
import { closeImageWebhooks, RELEASE, signaturePolicy } from './image-webhook.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await startScene(() => [signaturePolicy()]);
});
afterAll(closeImageWebhooks);

const IDENTITY = { san: RELEASE, issuer: ISSUER };

describe('denied', () => {
  test('what nobody signed', async () => {
    await scene.expectDenied(scene.putUnsigned('app/unsigned').image, /no signature was found/);
  });

  test.each(['bundle', 'simple-signing'] as const)('the signature of another image, in the form %s', async (as) => {
    const { digest } = await scene.put(`app/original-${as}`);
    const { image } = await scene.put(`app/copied-${as}`, { ...BY_RELEASE, as, signedDigest: digest });
    await scene.expectDenied(image, /the signed digest "sha256:.*" is not that of the image/);
  });

  test.each<[string, HowSigned['as'], RegExp]>([
    ['an attestation as a referrer', 'bundle', /it says that it is an attestation .*slsa/],
    ['an attestation under the tag .att', 'attestation', /an attestation is no image signature/],
    ['an attestation as a referrer of the older form', 'sig-referrer', /is not signed/],
  ])('%s', async (name, as, why) => {
    const { descriptor, repository, image } = scene.putUnsigned(`app/${repositoryFor(name)}`);
    const payload = statement({ digest: descriptor.digest, predicateType: PREDICATES.provenance });
    await attach(scene.world, repository, descriptor, { ...BY_RELEASE, payload, ...(as && { as }) });
    await scene.expectDenied(image, why);
  });

  test('an image signature that lies under the tag .att', async () => {
    const { image } = await scene.put('app/att', { ...BY_RELEASE, as: 'attestation' });
    await scene.expectDenied(image, /an attestation is no image signature/);
  });

  test('an attestation whose annotation says that it is a signature', async () => {
    const { descriptor, repository, image } = scene.putUnsigned('app/says-signature');
    const payload = statement({ digest: descriptor.digest, predicateType: PREDICATES.spdx });
    const { bundleBytes } = await sign(scene.world, { payload, identity: IDENTITY });
    putBundle(repository, descriptor, bundleBytes, { predicateType: PREDICATES.signature });
    await scene.expectDenied(image, /an attestation .*not an image signature/);
  });

  test('a payload that was changed after it was signed', async () => {
    const { descriptor, repository, image } = scene.putUnsigned('app/tampered');
    await attach(scene.world, repository, descriptor, {
      ...BY_RELEASE,
      signs: statement({ digest: `sha256:${'1'.repeat(64)}` }),
    });
    await scene.expectDenied(image, /signature/);
  });

  test('statements without a signature, as builders attach them', async () => {
    const { descriptor, repository, image } = scene.putUnsigned('app/plain');
    const { bytes } = statement({ digest: descriptor.digest });
    repository.putManifest({
      schemaVersion: 2,
      mediaType: TYPES.manifest,
      config: repository.putBlob(Buffer.from('{}'), TYPES.empty),
      layers: [repository.putBlob(bytes, 'application/vnd.in-toto+json')],
      subject: descriptor,
    });
    await scene.expectDenied(image, /an attestation is no image signature/);
  });

  test('a signature over a file', async () => {
    const { descriptor, repository, image } = scene.putUnsigned('app/file');
    const payload = simpleSigning({ digest: descriptor.digest });
    const { bundleBytes } = await sign(scene.world, { payload, identity: IDENTITY });
    putBundle(repository, descriptor, bundleBytes);
    await scene.expectDenied(image, /a signature over a file, not over a statement/);
  });

  test.each<[string, NonNullable<HowSigned['change']>, RegExp]>([
    [
      'two signatures in one envelope',
      ({ bundle }) => {
        const { dsseEnvelope } = bundle;
        const signatures = dsseEnvelope?.signatures ?? [];
        return bytesOf({ ...bundle, dsseEnvelope: { ...dsseEnvelope, signatures: [...signatures, ...signatures] } });
      },
      /signatures/,
    ],
    [
      '10,000 log entries',
      ({ bundle: { verificationMaterial, ...bundle } }) => {
        const [entry] = verificationMaterial.tlogEntries;
        const tlogEntries = Array.from({ length: 10_000 }, () => ({ ...entry, canonicalizedBody: 'e30=' }));
        return bytesOf({ ...bundle, verificationMaterial: { ...verificationMaterial, tlogEntries } });
      },
      /tlogEntries .*more than|entries/,
    ],
    ['bytes that are no bundle', () => Buffer.from(`{"${MARKER}": ${MARKER}`), /the bundle/],
    ['a bundle of no known type', ({ bundle }) => bytesOf({ ...bundle, mediaType: 'text/html' }), /unknown type/],
    ['a bundle that is an array', () => Buffer.from(`["${MARKER}"]`), /the bundle/],
    ['100,000 brackets', () => Buffer.from('['.repeat(100_000)), /the bundle/],
    ['no bytes', () => Buffer.of(), /the bundle/],
  ])('%s', async (name, change, why) => {
    const { image } = await scene.put(`app/${repositoryFor(name)}`, { ...BY_RELEASE, change });
    await scene.expectDenied(image, why);
  });
});

test('a good signature counts beside 99 bad ones', async () => {
  const { descriptor, repository, image } = scene.putUnsigned('app/crowd');
  for (let at = 0; at < 99; at++) putBundle(repository, descriptor, Buffer.from(`{"bad":${at}}`));
  await attach(scene.world, repository, descriptor, BY_RELEASE);
  expect(await scene.webhook.admit(image)).toMatchObject({ allowed: true });
});

test('nothing of what lay there gets into the log', async () => {
  const log = await scene.webhook.endAndReadLog();
  expect(log).toContain('"msg":"decision"');
  expect(log).not.toContain(MARKER);
  expect(log).not.toContain('"level":50');
});

function bytesOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
