import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { discover } from '../../src/evidence/discover.ts';
import { Recording, RecordingSource } from '../../src/evidence/recording-source.ts';
import { putImage } from '../support/images/image.ts';
import { tagFor } from '../support/images/signatures.ts';
import { status } from '../support/registry/misdeeds.ts';
import { digestOf } from '../support/signing/encoding.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import { NEVER, Scene } from './scene.ts';

const MIB = 2 ** 20;

let world: World;
let scene: Scene;
let kept: Map<string, Buffer>;
let recording: Recording;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  scene = await Scene.open(world);
  kept = new Map();
  recording = new Recording(async (digest, bytes) => {
    kept.set(digest, bytes);
  });
});
afterEach(() => scene.close());

const recorder = (maxBytes = MIB) => new RecordingSource(scene.source(), recording, maxBytes);
const store = () => ({ registry: scene.registry.host, repository: 'team/app', tagPrefix: '' });

test('whatever discovery looks at is recorded, and every byte is kept under its digest', async () => {
  const { digest, descriptor } = await scene.signed();
  const source = recorder();
  await source.manifest(store(), 'v1', NEVER);
  const { candidates } = await discover(source, store(), digest, { purpose: 'signatures' }, NEVER);
  const [only] = recording.repositories;
  expect(recording.repositories).toHaveLength(1);
  expect(only).toMatchObject({ name: { registry: scene.registry.host, repository: 'team/app' } });
  expect([...(only?.tags ?? [])]).toEqual([['v1', digest]]);
  expect([...(only?.referrers ?? [])]).toEqual([digest]);
  expect([...(only?.blobs ?? [])]).toEqual([candidates[0]?.blob]);
  expect([...(only?.absent ?? [])].toSorted()).toEqual(['', '.att', '.sig'].map((end) => `${tagFor(digest)}${end}`));
  expect(only?.manifests.size).toBe(2);
  expect(recording.manifests.get(digest)).toEqual({ mediaType: descriptor.mediaType, size: descriptor.size });
  for (const [name, bytes] of kept) expect(digestOf(bytes)).toBe(name);
  expect(kept.size).toBe(3);
  expect(source.bytes).toBe([...kept.values()].reduce((sum, { length }) => sum + length, 0));
});

test('a registry without referrers was asked for them', async () => {
  await scene.close();
  scene = await Scene.open(world, { referrers: false });
  const { digest } = await scene.signed();
  expect(await recorder().referrers(store(), digest, 9, NEVER)).toBeUndefined();
  expect([...(recording.repositories[0]?.referrers ?? [])]).toEqual([digest]);
});

describe('what was not had', () => {
  test('is absent only where the registry says so', async () => {
    const source = recorder();
    await expect(source.manifest(store(), 'v2', NEVER)).rejects.toMatchObject({ code: 'absent' });
    scene.registry.misbehave(status(403));
    await expect(source.manifest(store(), 'v3', NEVER)).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(source.referrers(store(), digestOf(Buffer.from('')), 9, NEVER)).rejects.toThrow();
    expect(recording.repositories).toMatchObject([
      { absent: new Set(['v2']), referrers: new Set(), manifests: new Set() },
    ]);
  });

  test('and comes a moment later, is there; what goes was there', async () => {
    const repository = scene.registry.content.repository('team/app');
    const source = recorder();
    await expect(source.manifest(store(), 'v1', NEVER)).rejects.toThrow();
    putImage(repository, { tag: 'v1' });
    await source.manifest(store(), 'v1', NEVER);
    repository.tags.clear();
    await expect(source.manifest(store(), 'v1', NEVER)).rejects.toThrow();
    expect(recording.repositories).toMatchObject([{ absent: new Set(), tags: expect.objectContaining({ size: 1 }) }]);
  });
});

test('a tag that moves is an error', async () => {
  const repository = scene.registry.content.repository('team/app');
  putImage(repository, { tag: 'v1' });
  await recorder().manifest(store(), 'v1', NEVER);
  putImage(repository, { tag: 'v1', content: 'another' });
  await expect(recorder().manifest(store(), 'v1', NEVER)).rejects.toThrow('moved while it was looked at');
});

test('too many bytes are an error, before they are fetched; each digest counts once', async () => {
  const { digest, descriptor, repository } = await scene.signed();
  const source = recorder(descriptor.size);
  for (const reference of ['v1', digest, 'v1']) await source.manifest(store(), reference, NEVER);
  const blob = repository.putBlob(Buffer.from('more'), 'text/plain');
  scene.registry.log.clear();
  await expect(source.blob(store(), { ...blob, annotations: new Map() }, 9, NEVER)).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringContaining('the evidence of the image in '),
  });
  expect(scene.registry.log.records).toEqual([]);
});
