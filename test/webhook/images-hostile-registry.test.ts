import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ODD_DOCUMENTS, type OddDocumentName, putHugeIndex, putOdd } from '../support/images/odd-documents.ts';
import { putLegacy } from '../support/images/signatures.ts';
import { signedImage } from '../support/images/signed-image.ts';
import {
  drippingBody,
  endlessPages,
  gzipBomb,
  gzipped,
  html,
  infiniteBody,
  lyingDigest,
  type Misdeed,
  manyReferrers,
  redirect,
  redirectLoop,
  reset,
  silence,
  status,
  throttle,
  wrongBytes,
} from '../support/registry/misdeeds.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry/server.ts';
import { createWorld, SIMPLE_SIGNING, type World } from '../support/signing/index.ts';
import { BY_RELEASE, repositoryFor } from './image-scene.ts';
import {
  closeImageWebhooks,
  type ImageWebhook,
  settingsFor,
  signaturePolicy,
  startImageWebhook,
  trustRootDocument,
} from './image-webhook.ts';

const MIB = 2 ** 20;
const IMAGE = /GET .*\/manifests\/v1/;
const SIGNATURES = /GET .*\/referrers\//;
const LAYERS = /GET .*\/blobs\//;

type Case = readonly [what: string, misdeed: Misdeed, on: RegExp, why: RegExp];

/** Where a registry may misbehave: the image, the list of signatures, the signatures. */
const CASES: readonly Case[] = [
  ['a manifest without end', infiniteBody(), IMAGE, /more than 4194304 bytes/],
  ['a list of signatures without end', infiniteBody(), SIGNATURES, /more than 4194304 bytes/],
  ['a signature without end', infiniteBody(), LAYERS, /not the \d+ bytes that are promised/],
  ['a manifest in drops', drippingBody(), IMAGE, /before the deadline|in the time/],
  ['a list of signatures in drops', drippingBody(), SIGNATURES, /before the deadline|in the time/],
  ['silence about the image', silence(), IMAGE, /before the deadline|in the time/],
  ['silence about signatures', silence(), SIGNATURES, /before the deadline|in the time/],
  ['other bytes than those of a signature', wrongBytes(), LAYERS, /other bytes than those of sha256/],
  ['a header that lies about the digest', lyingDigest(), IMAGE, /not those of the digest in its own header/],
  ['a manifest that unpacks to 64 MiB', gzipBomb(64), IMAGE, /compressed/],
  ['a signature that unpacks to 64 MiB', gzipBomb(64), LAYERS, /compressed/],
  ['a list of signatures that is packed', gzipped(), SIGNATURES, /compressed/],
  ['redirects in a circle', redirectLoop(), IMAGE, /redirects more than 5 times/],
  ['a redirect to a metadata service', redirect('http://169.254.169.254/latest'), IMAGE, /redirects to http:/],
  ['a redirect into the network', redirect('https://10.0.0.1/v2/'), IMAGE, /10\.0\.0\.1/],
  ['a redirect to a file', redirect('file:///etc/passwd'), IMAGE, /not the URL of a web server/],
  ['a page for people', html(), IMAGE, /manifest|type/],
  ['requests that are too many', throttle('86400'), IMAGE, /status 429/],
  ['trouble of its own', status(503), IMAGE, /out of order \(status 503\)/],
  ['a connection that is cut', reset('before'), IMAGE, /connection|broke/],
  ['a connection that is cut in the middle', reset('within'), IMAGE, /connection|broke/],
  ['100,000 signatures', manyReferrers(100_000), SIGNATURES, /more than/],
  ['pages of signatures without end', endlessPages(), SIGNATURES, /pages of|more than \d+ referrers/],
];

let world: World;
let good: TestRegistry;
let webhook: ImageWebhook;
const bad = new Map<string, TestRegistry>();

beforeAll(async () => {
  [world, good] = await Promise.all([createWorld(), startTestRegistry()]);
  for (const name of [...CASES.map(([what]) => what), 'odd documents', 'layers']) {
    bad.set(name, await startTestRegistry({ strictAccept: false }));
  }
  webhook = await startImageWebhook({
    files: { 'root.json': world.trustRoot },
    documents: [trustRootDocument(), settingsFor([good, ...bad.values()]), signaturePolicy()],
  });
});
afterAll(closeImageWebhooks);

let images = 0;

/** The good registry has an image that nobody has asked for yet. */
async function goodImage(): Promise<string> {
  const repository = `app/number-${++images}`;
  await signedImage(world, good.content, { repository, ...BY_RELEASE });
  return `${good.host}/${repository}:v1`;
}

function registryFor(what: string): TestRegistry {
  const registry = bad.get(what);
  if (registry === undefined) throw new Error(`no registry for ${what}`);
  return registry;
}

/** A hostile image is denied with the reason, and a good one of another registry admitted beside it and after it. */
async function expectDeniedAlone(image: string, why: RegExp): Promise<void> {
  const [beside, after] = [await goodImage(), await goodImage()];
  const before = process.memoryUsage.rss();
  const [verdict, other] = await Promise.all([webhook.judge(image, '/validate?timeout=2s'), webhook.admit(beside)]);
  expect(verdict).toMatchObject({ allowed: false, message: expect.stringMatching(why) });
  expect(other).toMatchObject({ allowed: true });
  expect(await webhook.admit(after)).toMatchObject({ allowed: true });
  expect(process.memoryUsage.rss() - before).toBeLessThan(150 * MIB);
}

describe('a registry that answers with', () => {
  test.each(CASES)('%s', async (what, misdeed, on, why) => {
    const registry = registryFor(what);
    await signedImage(world, registry.content, { repository: 'app/web', ...BY_RELEASE });
    registry.misbehave(misdeed, { on });
    await expectDeniedAlone(`${registry.host}/app/web:v1`, why);
    expect(registry.log.records.length).toBeLessThan(80);
    registry.reform();
  });
});

describe('documents that could be taken for something else', () => {
  test.each(Object.keys(ODD_DOCUMENTS) as OddDocumentName[])('%s', async (name) => {
    const { content, host } = registryFor('odd documents');
    const repository = `app/${repositoryFor(name)}`;
    putOdd(content.repository(repository), name, 'v1');
    const verdict = await webhook.judge(`${host}/${repository}:v1`);
    expect(verdict).toMatchObject({
      allowed: false,
      message: expect.stringMatching(/could not be verified: .*manifest/),
    });
  });

  test('an index of 100,000 images', async () => {
    const { content, host } = registryFor('odd documents');
    putHugeIndex(content.repository('app/huge'), 'v1');
    await expectDeniedAlone(`${host}/app/huge:v1`, /more than 4194304 bytes/);
  });

  test('an index of 9,000 images', async () => {
    const { content, host } = registryFor('odd documents');
    putHugeIndex(content.repository('app/large'), 'v1', 9_000);
    await expectDeniedAlone(`${host}/app/large:v1`, /more than 64 platforms/);
  });
});

describe('signatures beyond measure', () => {
  test('a tag with 1,000 layers', async () => {
    const { content, host } = registryFor('layers');
    const { digest, repository } = await signedImage(world, content, {
      repository: 'app/many',
      ...BY_RELEASE,
      log: [],
    });
    const layer = { mediaType: SIMPLE_SIGNING, bytes: Buffer.from('{}'), digest: '', annotations: {} };
    putLegacy(
      repository,
      digest,
      Array.from({ length: 1_000 }, () => layer),
    );
    await expectDeniedAlone(`${host}/app/many:v1`, /more than 100 layers/);
  });

  test('101 referrers', async () => {
    const { content, host } = registryFor('layers');
    const spec = { repository: 'app/crowd', ...BY_RELEASE, log: [] };
    const { repository, descriptor } = await signedImage(world, content, spec);
    for (let at = 0; at < 101; at++) {
      const { mediaType, digest, size } = descriptor;
      repository.putManifest({
        schemaVersion: 2,
        mediaType,
        config: repository.putBlob(Buffer.from('{}'), 'application/vnd.oci.empty.v1+json'),
        layers: [repository.putBlob(Buffer.from(`{"at":${at}}`), SIMPLE_SIGNING)],
        subject: { mediaType, digest, size },
      });
    }
    await expectDeniedAlone(`${host}/app/crowd:v1`, /more than 100 (referrers|signatures)/);
  });

  test('bundles of 3 MiB, and of 60 MiB together', async () => {
    const { content, host } = registryFor('layers');
    const fill = (size: number) => Buffer.alloc(size, ' ');
    const large = { repository: 'app/large', ...BY_RELEASE, change: () => fill(3 * MIB) };
    await signedImage(world, content, large);
    await expectDeniedAlone(`${host}/app/large:v1`, /larger than 2 MiB/);
    const layers = Array.from({ length: 30 }, (_, at) => ({
      mediaType: SIMPLE_SIGNING,
      bytes: Buffer.concat([fill(2 * MIB - 1), Buffer.from(String(at % 10))]),
      digest: '',
      annotations: {},
    }));
    const { digest, repository } = await signedImage(world, content, {
      repository: 'app/heavy',
      ...BY_RELEASE,
      log: [],
    });
    putLegacy(repository, digest, layers);
    await expectDeniedAlone(`${host}/app/heavy:v1`, /larger than 16 MiB/);
  });
});
