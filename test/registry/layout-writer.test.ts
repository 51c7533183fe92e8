import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { digestLike } from '../../src/registry/digest.ts';
import { OciLayout } from '../../src/registry/layout.ts';
import { LayoutWriter } from '../../src/registry/layout-writer.ts';
import { TYPES } from '../support/images/content.ts';
import { digestOf } from '../support/signing/encoding.ts';

const never = new AbortController().signal;
const APP = { registry: 'r.io', repository: 'team/app' };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidewaiter-writer-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const target = () => join(root, 'layout');

function manifest(note: string, more: object = {}): { bytes: Buffer; digest: string } {
  const config = { mediaType: TYPES.config, digest: digestOf(Buffer.from(note)), size: note.length };
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: TYPES.manifest, config, layers: [], ...more }),
  );
  return { bytes, digest: digestOf(bytes) };
}

const entry = ({ bytes, digest }: ReturnType<typeof manifest>, name?: string) => ({
  mediaType: TYPES.manifest,
  digest,
  size: bytes.length,
  ...(name !== undefined && { name }),
});

/** Writes a layout of one image and a manifest about it. */
async function write(order: 'image first' | 'image last' = 'image first') {
  const image = manifest('image');
  const subject = { mediaType: TYPES.manifest, digest: image.digest, size: image.bytes.length };
  const about = manifest('about', { subject });
  const all = order === 'image first' ? [image, about] : [about, image];
  const writer = await LayoutWriter.open(target());
  for (const { digest, bytes } of all) await writer.blob(digest, bytes);
  const entries = all.map((each) => entry(each, each === image ? 'r.io/team/app:1' : undefined));
  return { image, about, digest: await writer.finish(entries, { 'test.note': 'x' }) };
}

test('what is written can be read', async () => {
  const { image, about } = await write();
  const layout = new OciLayout(target());
  expect((await layout.manifest(APP, '1', never)).digest).toBe(image.digest);
  expect((await layout.referrers(APP, image.digest, 9, never)).map(({ digest }) => digest)).toEqual([about.digest]);
  expect(readdirSync(root)).toEqual(['layout']);
});

test('of a complete index every manifest is read, whatever it begins with and whatever it is hashed by', async () => {
  const image = manifest('image');
  const { bytes } = manifest('about', {
    subject: { mediaType: TYPES.manifest, digest: image.digest, size: image.bytes.length },
  });
  const spaced = Buffer.concat([Buffer.from('\n'), bytes]);
  const digests = [digestOf(spaced), digestLike('sha512:', bytes)];
  const writer = await LayoutWriter.open(target());
  for (const [index, content] of [spaced, bytes].entries()) await writer.blob(digests[index] ?? '', content);
  await writer.finish(digests.map((digest, at) => entry({ bytes: at === 0 ? spaced : bytes, digest })));
  const layout = new OciLayout(target(), { completeIndex: readFileSync(join(target(), 'index.json')) });
  const found = await layout.referrers(APP, image.digest, 9, never);
  expect(found.map(({ digest }) => digest)).toEqual(digests);
  writeFileSync(join(target(), 'blobs', ...(digests[0] ?? '').split(':')), '');
  const damaged = new OciLayout(target(), { completeIndex: readFileSync(join(target(), 'index.json')) });
  await expect(damaged.referrers(APP, image.digest, 9, never)).rejects.toMatchObject({ code: 'digest' });
});

test('the same content is the same bytes, in whatever order it comes', async () => {
  const { digest } = await write();
  const before = readFileSync(join(target(), 'index.json'));
  expect(digestOf(before)).toBe(digest);
  expect((await write('image last')).digest).toBe(digest);
  expect(readFileSync(join(target(), 'index.json'))).toEqual(before);
});

test('a complete index says where manifests are looked for, and is not read again', async () => {
  const { image, about } = await write();
  const other = manifest('other', { subject: { mediaType: TYPES.manifest, digest: image.digest, size: 1 } });
  writeFileSync(join(target(), 'blobs/sha256', other.digest.slice(7)), other.bytes);
  const completeIndex = readFileSync(join(target(), 'index.json'));
  rmSync(join(target(), 'index.json'));
  const layout = new OciLayout(target(), { completeIndex });
  const found = await layout.referrers(APP, image.digest, 9, never);
  expect(found.map(({ digest }) => digest)).toEqual([about.digest]);
});

describe('a layout is whole or not there', () => {
  test('until it is finished', async () => {
    const writer = await LayoutWriter.open(target());
    await writer.blob(digestOf(Buffer.from('a')), Buffer.from('a'));
    expect(existsSync(target())).toBe(false);
    await writer.discard();
    expect(readdirSync(root)).toEqual([]);
    await expect(writer.blob(digestOf(Buffer.from('b')), Buffer.from('b'))).rejects.toThrow('not written any more');
    expect(readdirSync(root)).toEqual([]);
  });

  test('and takes the place of a former one, of which nothing stays', async () => {
    mkdirSync(target());
    writeFileSync(join(target(), 'old'), '');
    await write();
    expect(readdirSync(target()).toSorted()).toEqual(['blobs', 'index.json', 'oci-layout']);
    expect(readdirSync(root)).toEqual(['layout']);
  });

  test('where it would be too large for readers', async () => {
    const writer = await LayoutWriter.open(target());
    const entries = Array.from({ length: 10_001 }, (_, index) => entry(manifest(`${index}`)));
    await expect(writer.finish(entries)).rejects.toMatchObject({ code: 'too-large' });
    await writer.discard();
    expect(readdirSync(root)).toEqual([]);
  });

  test('where the folder above it is not there', async () => {
    await expect(LayoutWriter.open(join(root, 'a/b'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
