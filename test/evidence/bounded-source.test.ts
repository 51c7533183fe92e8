import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { BoundedSource, SIGNATURE_LOOKUP } from '../../src/evidence/bounded-source.ts';
import {
  answer,
  answerManifest,
  descriptorOf,
  failureOf,
  NEVER,
  Peers,
  REPOSITORY,
  someManifest,
} from '../support/registry-peers.ts';
import { createWorld } from '../support/signing/index.ts';
import { requirement, Scene } from './scene.ts';

const peers = new Peers();
afterEach(() => peers.close());

const MIB = 1_024 * 1_024;

describe('a look-up', () => {
  test('has six requests at a time on their way', async () => {
    const waiting: ServerResponse[] = [];
    const server = await peers.serve((_, response) => waiting.push(response));
    const source = new BoundedSource(peers.source(server), SIGNATURE_LOOKUP);
    const name = { registry: server.host, repository: REPOSITORY };
    const { digest } = descriptorOf(Buffer.from('x'));
    const manifests = Array.from({ length: 10 }, (_, i) => failureOf(source.manifest(name, `v${i}`, NEVER)));
    const referrers = Array.from({ length: 10 }, () => failureOf(source.referrers(name, digest, 10, NEVER)));
    const all = [...manifests, ...referrers];
    let most = 0;
    for (let served = 0; served < all.length; ) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      most = Math.max(most, waiting.length);
      served += waiting.length;
      for (const response of waiting.splice(0)) answer(response, 404);
    }
    await Promise.all(all);
    expect(most).toBe(6);
  });

  test('that nobody waits for any more asks for nothing more', async () => {
    const leaving = new AbortController();
    const server = await peers.serve(() => server.seen.length === 6 && leaving.abort());
    const source = new BoundedSource(peers.source(server), SIGNATURE_LOOKUP);
    const name = { registry: server.host, repository: REPOSITORY };
    const all = Array.from({ length: 20 }, (_, i) => failureOf(source.manifest(name, `v${i}`, leaving.signal)));
    for (const failure of await Promise.all(all)) expect(failure).toMatchObject({ code: 'deadline' });
    expect(server.seen).toHaveLength(6);
  });

  test('fetches 8 MiB and no more, whatever they are', async () => {
    const blob = randomBytes(2 * MIB);
    const manifest = Buffer.concat([someManifest(), Buffer.alloc(MIB, ' ')]);
    const server = await peers.serve(({ url }, response) =>
      url.includes('blobs') ? answer(response, 200, {}, blob) : answerManifest(response, manifest),
    );
    const source = new BoundedSource(peers.source(server), SIGNATURE_LOOKUP);
    const name = { registry: server.host, repository: REPOSITORY };
    const tooMuch = { code: 'too-large', message: expect.stringContaining(`${server.host} has more than 8 MiB`) };
    for (let i = 0; i < 3; i++)
      expect(await source.blob(name, descriptorOf(blob), 4 * MIB, NEVER)).toHaveLength(2 * MIB);
    expect(await failureOf(source.manifest(name, 'v1', NEVER))).toBeUndefined();
    expect(await failureOf(source.blob(name, descriptorOf(blob), 4 * MIB, NEVER))).toMatchObject(tooMuch);
    expect(await failureOf(source.manifest(name, 'v1', NEVER))).toMatchObject(tooMuch);
    expect(server.seen).toHaveLength(4);
  });
});

test('an image whose platforms have large signatures each is not looked up to the end', async () => {
  const scene = await Scene.open(await createWorld());
  try {
    const images = Array.from({ length: 8 }, (_, i) => ({ platform: `linux/arm/v${i}` }));
    const { platforms, repository, reference } = await scene.signed({ index: { images } });
    for (const { digest } of platforms) {
      const layer = repository.putBlob(
        Buffer.concat([Buffer.from('{}'), randomBytes(1.5 * MIB)]),
        'application/vnd.dev.sigstore.bundle.v0.3+json',
      );
      const config = repository.putBlob(Buffer.from('{}'), 'application/vnd.oci.empty.v1+json');
      repository.putManifest({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        artifactType: layer.mediaType,
        config,
        layers: [layer],
        subject: { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 2 },
      });
    }
    const answered = await scene.oracle().signatures(reference, requirement({ signatureOn: 'platform' }));
    expect(answered).toMatchObject({ state: 'unavailable', reason: expect.stringContaining('more than 8 MiB') });
  } finally {
    await scene.close();
  }
});
