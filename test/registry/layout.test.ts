import { readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OciLayout } from '../../src/registry/layout.ts';
import { TYPES } from '../support/images/content.ts';
import { descriptor, LayoutFolder } from './layout-folder.ts';

const never = new AbortController().signal;
const APP = { registry: 'r.io', repository: 'team/app' };
const HEX = 'a'.repeat(64);

let folder: LayoutFolder;
beforeEach(() => {
  folder = new LayoutFolder();
});
afterEach(() => folder.remove());

describe('names', () => {
  const digestOf = async (source: OciLayout, name: typeof APP, reference: string) => {
    try {
      return (await source.manifest(name, reference, never)).digest;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  test.each([
    ['1', '1', true, true],
    ['r.io/team/app:1', '1', true, false],
    ['r.io/team/app', 'latest', true, false],
    ['R.io/team/app:1', '1', true, false],
    ['other.io/team/app:1', '1', false, false],
    ['r.io/team/app:1', '2', false, false],
    ['r.io/team/app-evil:1', '1', false, false],
    ['team/app:1', '1', false, true],
    ['not a name', '1', false, false],
    [`r.io/team/app@sha256:${HEX}`, 'latest', false, false],
    [`r.io/team/app:sha256-${HEX}.sig`, `sha256-${HEX}.sig`, true, false],
    [`sha256-${HEX}`, `sha256-${HEX}`, true, true],
  ])('%s for %s: in r.io %s, in Docker Hub %s', async (written, tag, inRegistry, inHub) => {
    const { digest } = folder.image('one', {}, 'x');
    const source = await folder.write(() => written);
    expect(await digestOf(source, APP, tag)).toBe(inRegistry ? digest : 'absent');
    expect(await digestOf(source, { ...APP, registry: 'docker.io' }, tag)).toBe(inHub ? digest : 'absent');
  });

  test('that are bare count for no repository beside a whole one, unless they are made of a digest', async () => {
    const { digest } = folder.image('one', {}, '1');
    const signature = folder.image('signature', {}, `sha256-${HEX}.sig`);
    folder.image('two', {}, 'whole');
    const source = await folder.write((_, tag) => (tag === 'whole' ? 'r.io/team/app:2' : tag));
    expect(await digestOf(source, APP, '1')).toBe('absent');
    expect(await digestOf(source, APP, `sha256-${HEX}.sig`)).toBe(signature.digest);
    expect(await digestOf(source, APP, digest)).toBe(digest);
  });

  test('of containerd count before the tag beside them', async () => {
    const one = folder.image('one', {}, '1');
    await folder.write();
    const annotations = { 'io.containerd.image.name': 'r.io/team/app:1', 'org.opencontainers.image.ref.name': '1' };
    folder.rewriteIndex([{ ...one, annotations }]);
    const source = new OciLayout(folder.path);
    expect(await digestOf(source, APP, '1')).toBe(one.digest);
    expect(await digestOf(source, { ...APP, repository: 'other' }, '1')).toBe('absent');
  });

  test('that two images have are refused; twice the same one is in order', async () => {
    folder.image('one', {}, '1');
    folder.image('two', {}, '2');
    const source = await folder.write(() => 'v');
    await expect(source.manifest(APP, 'v', never)).rejects.toMatchObject({
      code: 'malformed',
      message: `the OCI layout ${folder.path} has several images r.io/team/app:v: keep one`,
    });
    const one = folder.image('one', {}, '1');
    await folder.write();
    const annotations = { 'org.opencontainers.image.ref.name': 'v' };
    folder.rewriteIndex([
      { ...one, annotations },
      { ...one, annotations },
    ]);
    expect(await digestOf(new OciLayout(folder.path), APP, 'v')).toBe(one.digest);
  });

  test('that are not there are answered with those that are', async () => {
    folder.image('a signature', {}, `sha256-${'0'.repeat(64)}.sig`);
    for (let index = 0; index < 7; index += 1) folder.image(`${index}`, {}, `v${index}`);
    await expect((await folder.write()).manifest(APP, 'x', never)).rejects.toMatchObject({
      code: 'absent',
      message: `the OCI layout ${folder.path} has no image r.io/team/app:x; it has v0, v1, v2, v3, v4 and 2 more`,
    });
    folder.rewriteIndex([]);
    await expect(new OciLayout(folder.path).manifest(APP, 'x', never)).rejects.toThrow('; nothing in it has a name');
  });
});

describe('manifests and blobs', () => {
  test('are those that their digests name', async () => {
    const one = folder.image('one', {}, '1');
    const index = folder.app.putManifest(
      { schemaVersion: 2, mediaType: TYPES.index, manifests: [one] },
      { tag: 'all' },
    );
    const source = await folder.write();
    const found = await source.manifest(APP, 'all', never);
    expect(found).toMatchObject({ digest: index.digest, mediaType: TYPES.index, document: { kind: 'index' } });
    const child = await source.manifest(APP, one.digest, never);
    if (child.document.kind !== 'manifest') throw new Error('the child is no manifest');
    const blob = await source.blob(APP, child.document.config, 1_000, never);
    expect(blob.toString()).toBe('{"note":"one"}');
  });

  test('that are damaged are refused', async () => {
    const one = folder.image('one', {}, '1');
    const config = folder.app.putBlob(Buffer.from('config'), TYPES.config);
    const source = await folder.write();
    writeFileSync(folder.blob(config.digest), 'cOnfig');
    await expect(source.blob(APP, descriptor(config), 100, never)).rejects.toMatchObject({
      code: 'digest',
      message: `the OCI layout ${folder.path} is damaged: the bytes of blob ${config.digest} are others`,
    });
    writeFileSync(folder.blob(one.digest), '{}');
    await expect(source.manifest(APP, '1', never)).rejects.toMatchObject({ code: 'digest' });
  });

  test('that are not there, too large, or not as long as promised', async () => {
    const config = folder.app.putBlob(Buffer.from('config'), TYPES.config);
    const source = await folder.write();
    await expect(source.manifest(APP, `sha256:${HEX}`, never)).rejects.toMatchObject({
      code: 'absent',
      message: `blobs/sha256/${HEX} of the OCI layout ${folder.path} is not there`,
    });
    await expect(source.manifest(APP, `sha512:${HEX}${HEX}`, never)).rejects.toMatchObject({ code: 'absent' });
    const reading = (size: number, most: number) => source.blob(APP, descriptor({ ...config, size }), most, never);
    await expect(reading(6, 5)).rejects.toMatchObject({ code: 'too-large' });
    await expect(reading(1, 5)).rejects.toMatchObject({ code: 'too-large' });
    await expect(reading(5, 10)).rejects.toMatchObject({
      code: 'digest',
      message: `blob ${config.digest} of the OCI layout ${folder.path} has 6 bytes, not 5 as its descriptor says`,
    });
    expect(await reading(6, 6)).toEqual(Buffer.from('config'));
    truncateSync(folder.blob(config.digest), 5 * 2 ** 20);
    await expect(source.manifest(APP, config.digest, never)).rejects.toMatchObject({
      code: 'too-large',
      message: `blobs/sha256/${config.digest.slice(7)} of the OCI layout ${folder.path} has more than 4194304 bytes`,
    });
  });

  test.each(['../../../etc/passwd', 'sha256:../../x', 'sha256:', `sha256:${HEX.toUpperCase()}`, 'md5:aa'])(
    'nothing is read for what is no digest: %s',
    async (digest) => {
      const source = await folder.write();
      await expect(source.manifest(APP, digest, never)).rejects.toMatchObject({ code: 'absent' });
      const blob = source.blob(APP, descriptor({ digest, size: 1, mediaType: TYPES.config }), 10, never);
      await expect(blob).rejects.toMatchObject({ code: 'malformed' });
    },
  );
});

describe('referrers', () => {
  test('are all manifests with that subject', async () => {
    const one = folder.image('one', {}, '1');
    const empty = folder.app.putBlob(Buffer.from('{}'), TYPES.empty);
    const signature = folder.image('signature', {
      config: empty,
      subject: one,
      artifactType: 'x/y',
      annotations: { a: 'b' },
    });
    const plain = folder.image('plain', { subject: one });
    folder.image('of another', { subject: plain });
    folder.app.putBlob(Buffer.from('{"subject": "but no manifest"}'), TYPES.layer);
    folder.app.putBlob(Buffer.from('no JSON, subject'), TYPES.layer);
    folder.app.putBlob(Buffer.alloc(0), TYPES.layer);
    folder.app.putManifest({ schemaVersion: 2, mediaType: TYPES.index, manifests: [], subject: one });
    const source = await folder.write();
    writeFileSync(join(folder.path, 'blobs', 'sha256', 'stray'), '{');
    const found = await source.referrers(APP, one.digest, 10, never);
    const expected = [
      { ...descriptor(signature), artifactType: 'x/y', annotations: new Map([['a', 'b']]) },
      { ...descriptor(plain), artifactType: TYPES.config },
    ];
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining(expected));
    expect(await source.referrers(APP, signature.digest, 10, never)).toEqual([]);
    await expect(source.referrers(APP, one.digest, 1, never)).rejects.toMatchObject({
      code: 'too-large',
      message: `more than 1 manifests in the OCI layout ${folder.path} are about ${one.digest}`,
    });
  });

  test('are none where there are no blobs', async () => {
    const source = await folder.write();
    rmSync(join(folder.path, 'blobs'), { recursive: true });
    expect(await source.referrers(APP, `sha256:${HEX}`, 10, never)).toEqual([]);
  });

  test('are not looked for in a damaged layout, nor in one that is too large', async () => {
    const one = folder.image('one', {}, '1');
    const source = await folder.write();
    const [some = ''] = readdirSync(join(folder.path, 'blobs', 'sha256'));
    writeFileSync(join(folder.path, 'blobs', 'sha256', some), '{}');
    await expect(source.referrers(APP, one.digest, 10, never)).rejects.toMatchObject({ code: 'digest' });
    for (let index = 0; index <= 10_000; index += 1) {
      writeFileSync(join(folder.path, 'blobs', 'sha256', `no blob ${index}`), '');
    }
    await expect(source.referrers(APP, one.digest, 10, never)).rejects.toMatchObject({
      code: 'too-large',
      message: `the OCI layout ${folder.path} has more than 10000 blobs; split it`,
    });
  });
});
