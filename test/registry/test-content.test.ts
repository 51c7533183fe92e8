import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { send } from '../support/https-client.ts';
import { Content, TYPES } from '../support/images/content.ts';
import { putIndex } from '../support/images/image.ts';
import { writeLayout } from '../support/images/layout.ts';
import { ODD_DOCUMENTS, type OddDocumentName, putHugeIndex, putOdd } from '../support/images/odd-documents.ts';
import { tagFor } from '../support/images/signatures.ts';
import { attach, signedImage } from '../support/images/signed-image.ts';
import { pushContent } from '../support/registry/push.ts';
import { closeTestRegistries, startTestRegistry } from '../support/registry/server.ts';
import { createWorld, digestOf, newKey, type World } from '../support/signing/index.ts';

afterEach(closeTestRegistries);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

describe('content', () => {
  test('signed images in every form', async () => {
    const content = new Content();
    const app = await signedImage(world, content, {
      repository: 'app',
      tag: 'v1',
      identity: 'https://ci.test/release',
      index: {},
    });
    const { repository, descriptor, digest } = app;
    const [referrer] = repository.referrers(digest);
    expect(referrer).toMatchObject({ artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' });
    expect(app.platforms).toHaveLength(2);
    const key = newKey();
    await attach(world, repository, descriptor, { as: 'simple-signing', key });
    await attach(world, repository, descriptor, { as: 'simple-signing', key: newKey() });
    await attach(world, repository, descriptor, { as: 'attestation', key, fallback: 'correct' });
    await attach(world, repository, descriptor, { as: 'sig-referrer', key });
    expect([...repository.tags.keys()].sort()).toEqual(
      [tagFor(digest), `${tagFor(digest)}.att`, `${tagFor(digest)}.sig`, 'v1'].sort(),
    );
    const signatures = JSON.parse(repository.manifest(`${tagFor(digest)}.sig`)?.bytes.toString() ?? '');
    expect(signatures.layers).toHaveLength(2);
    const payload = repository.blobs.get(signatures.layers[0].digest)?.toString() ?? '';
    expect(JSON.parse(payload).critical.image['docker-manifest-digest']).toBe(digest);
    expect(repository.referrers(digest)).toHaveLength(2);
  });

  test.each(['correct', 'empty-artifact-type', 'no-artifact-type', 'foreign', 'dangling', 'manifest'] as const)(
    'fallback tag, %s',
    async (form) => {
      const { repository, digest } = await signedImage(world, new Content(), { repository: 'app', fallback: form });
      const { manifests = [], mediaType } = JSON.parse(repository.manifest(tagFor(digest))?.bytes.toString() ?? '');
      expect(mediaType).toBe(form === 'manifest' ? TYPES.manifest : TYPES.index);
      const listed = manifests.map((entry: { artifactType?: string }) => entry.artifactType);
      const bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json';
      const expected = {
        correct: [bundle],
        'empty-artifact-type': [TYPES.empty],
        'no-artifact-type': [undefined],
        foreign: [bundle, bundle],
        dangling: [bundle, undefined],
        manifest: [],
      };
      expect(listed).toEqual(expected[form]);
    },
  );

  test('a layout holds every byte under its digest', async () => {
    const content = new Content();
    const { digest } = await signedImage(world, content, {
      repository: 'app',
      tag: 'v1',
      key: newKey(),
      as: 'simple-signing',
    });
    putIndex(content.repository('app'), { tag: 'v2', attestations: [{ predicateType: 'https://spdx.dev/Document' }] });
    const folder = await mkdtemp(join(tmpdir(), 'tidewaiter-layout-'));
    await writeLayout(content, folder);
    expect(JSON.parse(await readFile(join(folder, 'oci-layout'), 'utf8'))).toEqual({ imageLayoutVersion: '1.0.0' });
    const { manifests } = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'));
    const names = manifests.map(
      (entry: { annotations: Record<string, string> }) => Object.values(entry.annotations)[0],
    );
    expect(names.sort()).toEqual([`${tagFor(digest)}.sig`, 'v1', 'v2'].sort());
    const blobs = join(folder, 'blobs', 'sha256');
    for (const name of await readdir(blobs)) expect(digestOf(await readFile(join(blobs, name)))).toBe(`sha256:${name}`);
    expect(JSON.parse(await readFile(join(blobs, manifests[2].digest.slice(7)), 'utf8')).manifests).toHaveLength(4);
    await rm(folder, { recursive: true });
  });

  test('content that is pushed over HTTP is there', async () => {
    const content = new Content();
    const { repository, digest } = await signedImage(world, content, {
      repository: 'team/app',
      index: {},
      fallback: 'correct',
    });
    const registry = await startTestRegistry({ auth: { kind: 'basic', users: { pusher: 'pass:word' } } });
    await pushContent(content, registry.url, { username: 'pusher', password: 'pass:word' });
    const there = registry.content.repository('team/app');
    expect(there.manifests).toEqual(repository.manifests);
    expect(there.tags).toEqual(repository.tags);
    expect(there.referrers(digest)).toEqual(repository.referrers(digest));
    await expect(pushContent(content, registry.url)).rejects.toThrow('401 instead of 202');
  });

  test('odd documents are served as they are', async () => {
    const { content, url } = await startTestRegistry();
    const repository = content.repository('odd');
    const names = Object.keys(ODD_DOCUMENTS) as OddDocumentName[];
    for (const [at, name] of names.entries()) {
      const { mediaType, digest } = putOdd(repository, name, `v${at}`);
      const { status, headers } = await send(`${url}/v2/odd/manifests/v${at}`, { headers: { Accept: mediaType } });
      const { 'content-type': type, 'docker-content-digest': said } = headers;
      expect([name, status, type, said]).toEqual([name, 200, mediaType, digest]);
    }
    expect(new Set(repository.tags.values()).size).toBe(names.length);
    expect(putHugeIndex(repository, 'huge').size).toBeGreaterThan(15_000_000);
  });
});
