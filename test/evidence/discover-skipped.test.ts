import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { TYPES } from '../support/images/content.ts';
import { putBundle, putFallbackIndex, tagFor } from '../support/images/signatures.ts';
import { attach } from '../support/images/signed-image.ts';
import { createWorld, ENVELOPE, PREDICATES, SIMPLE_SIGNING, type World } from '../support/signing/index.ts';
import { lookFor } from './looking.ts';
import { BY_RELEASE, Scene } from './scene.ts';

type Put = (document: object, tag: string) => void;
const EMPTY = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

function manifest(): object {
  const config = { mediaType: TYPES.empty, digest: EMPTY, size: 2 };
  return { schemaVersion: 2, mediaType: TYPES.manifest, config, layers: [config] };
}

let world: World;
let scene: Scene;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  scene = await Scene.open(world);
});
afterEach(() => scene.close());

const look = (digest: string, purpose?: 'signatures' | 'attestations') => lookFor(scene, digest, purpose);

describe('what is passed over', () => {
  const legacy = async (change: (repository: Awaited<ReturnType<Scene['signed']>>) => void) => {
    const image = await scene.signed({ as: 'simple-signing' });
    change(image);
    return (await look(image.digest)).skipped.map((line) => line.slice(line.indexOf(': ') + 2));
  };
  const about = (digest: string) => ({ mediaType: TYPES.manifest, digest, size: 2 });

  test.each([
    [
      'an index',
      (tag: string, put: Put) => put({ schemaVersion: 2, mediaType: TYPES.index, manifests: [] }, tag),
      'an index is no signature',
    ],
    [
      'a manifest about another image',
      (tag: string, put: Put) => put({ ...manifest(), subject: about(`sha256:${'0'.repeat(64)}`) }, tag),
      `it is about sha256:${'0'.repeat(64)}`,
    ],
    [
      'a manifest without layers',
      (tag: string, put: Put) => put({ ...manifest(), layers: [] }, tag),
      `it has no layers (type ${TYPES.empty})`,
    ],
    [
      'a layer of another type',
      (tag: string, put: Put) => put({ ...manifest(), layers: [{ ...about(EMPTY), mediaType: 'text/plain' }] }, tag),
      'type text/plain is neither a signature nor an attestation',
    ],
    [
      'an attestation',
      (tag: string, put: Put) => put({ ...manifest(), layers: [{ ...about(EMPTY), mediaType: ENVELOPE }] }, tag),
      'an attestation is no image signature',
    ],
  ])('under a `.sig` tag: %s', async (_, change, reason) => {
    const skipped = await legacy(({ repository, digest }) => {
      change(`${tagFor(digest)}.sig`, (document, tag) => repository.putManifest(document, { tag }));
    });
    expect(skipped).toEqual([reason]);
  });

  test('too many layers are told', async () => {
    const { digest, repository } = await scene.signed({ as: 'simple-signing' });
    const layers = Array(101).fill({ ...about(EMPTY), mediaType: SIMPLE_SIGNING });
    repository.putManifest({ ...manifest(), layers }, { tag: `${tagFor(digest)}.sig` });
    expect(await look(digest)).toMatchObject({ formats: [], errors: ['too-large'] });
  });

  test.each([
    [
      { predicateType: PREDICATES.spdx },
      'it says that it is an attestation (https://spdx.dev/Document), not an image signature',
    ],
    [{ layers: [] }, 'a bundle is one layer, and here are 0'],
    [
      { layers: [0, 1].map(() => ({ ...about(EMPTY), mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' })) },
      'a bundle is one layer, and here are 2',
    ],
    [{ mediaType: 'application/json' }, 'type application/json is neither a signature nor an attestation'],
  ])('among referrers: %j', async (spec, reason) => {
    const { digest, repository, descriptor } = await scene.signed({ as: 'simple-signing' });
    putBundle(repository, descriptor, Buffer.from('{}'), spec);
    const [skipped = '', ...others] = (await look(digest)).skipped;
    expect(others).toEqual([]);
    expect(skipped.slice(skipped.indexOf(': ') + 2)).toMatch(reason);
  });

  test('what is listed and not there, which takes nothing with it', async () => {
    const { digest, repository } = await scene.signed({ as: 'simple-signing' });
    const tag = `${tagFor(digest)}.sig`;
    const { layers } = JSON.parse(String(repository.manifest(tag)?.bytes)) as { layers: object[] };
    repository.putBlob(Buffer.from('{}'), TYPES.empty);
    const gone = { ...about(`sha256:${'0'.repeat(64)}`), mediaType: SIMPLE_SIGNING };
    const wrong = { ...about(EMPTY), size: 3, mediaType: SIMPLE_SIGNING };
    repository.putManifest({ ...manifest(), layers: [gone, ...layers] }, { tag });
    expect(await look(digest)).toMatchObject({
      formats: ['simple-signing'],
      skipped: [`tag ${tag}, layer 1 of 2: it is listed, but it is not there`],
      errors: [],
    });
    repository.putManifest({ ...manifest(), layers: [wrong, ...layers] }, { tag });
    expect(await look(digest)).toMatchObject({ formats: ['simple-signing'], skipped: [], errors: ['digest'] });
  });

  test('a referrer that is listed and not there', async () => {
    await scene.close();
    scene = await Scene.open(world, { referrers: false });
    const { digest, repository } = await scene.signed({ as: 'simple-signing' });
    const gone = about(`sha256:${'0'.repeat(64)}`);
    putFallbackIndex(repository, digest, 'correct', [gone]);
    expect(await look(digest)).toMatchObject({
      formats: ['simple-signing'],
      skipped: [`referrer ${gone.digest}: it is listed, but it is not there`],
      errors: [],
    });
  });

  test('an index, and a manifest about nothing, among referrers', async () => {
    await scene.close();
    scene = await Scene.open(world, { referrers: false });
    const { digest, repository, descriptor } = await scene.signed({ as: 'simple-signing' });
    const index = repository.putManifest({ schemaVersion: 2, mediaType: TYPES.index, manifests: [] });
    putFallbackIndex(repository, digest, 'correct', [index, descriptor]);
    expect((await look(digest)).skipped.map((line) => line.replace(/^referrer \S+: /, ''))).toEqual([
      'an index is no signature',
      'it is about no image',
    ]);
  });
});

describe('attestations', () => {
  test('are found where they lie, and image signatures are none', async () => {
    const { digest, repository, descriptor } = await scene.signed();
    await attach(world, repository, descriptor, { ...BY_RELEASE, as: 'simple-signing' });
    const sbom = { ...BY_RELEASE, statement: { predicateType: PREDICATES.cyclonedx } };
    await attach(world, repository, descriptor, sbom);
    await attach(world, repository, descriptor, { ...sbom, as: 'attestation' });
    const found = await look(digest, 'attestations');
    expect(found).toMatchObject({ formats: ['bundle', 'dsse'], errors: [] });
    expect(found.skipped).toHaveLength(2);
    for (const reason of found.skipped) expect(reason).toMatch(/: an image signature is no attestation$/);
    expect((await look(digest)).formats).toEqual(['bundle', 'simple-signing']);
  });
});
