import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OciLayout } from '../../src/registry/layout.ts';
import { LayoutFolder } from './layout-folder.ts';

const never = new AbortController().signal;
const APP = { registry: 'r.io', repository: 'team/app' };
const HEX = 'a'.repeat(64);

let folder: LayoutFolder;
beforeEach(() => {
  folder = new LayoutFolder();
});
afterEach(() => folder.remove());

describe('files', () => {
  test.each([
    ['no marker', () => rmSync(join(folder.path, 'oci-layout')), 'absent', 'oci-layout of'],
    [
      'another version',
      () => writeFileSync(join(folder.path, 'oci-layout'), '{"imageLayoutVersion":"2.0.0"}'),
      'malformed',
      'must say',
    ],
    ['a marker that is no JSON', () => writeFileSync(join(folder.path, 'oci-layout'), '{'), 'malformed', 'must say'],
    ['a marker that is a list', () => writeFileSync(join(folder.path, 'oci-layout'), '[]'), 'malformed', 'must say'],
    ['no index', () => rmSync(join(folder.path, 'index.json')), 'absent', 'index.json of'],
    [
      'an index that is none',
      () => writeFileSync(join(folder.path, 'index.json'), '{"schemaVersion":2,"config":{}}'),
      'malformed',
      '',
    ],
    ['an index that is too large', () => truncateSync(join(folder.path, 'index.json'), 2 ** 23), 'too-large', ''],
    [
      'a folder for a file',
      () => {
        rmSync(join(folder.path, 'index.json'));
        mkdirSync(join(folder.path, 'index.json'));
      },
      'malformed',
      'is no regular file',
    ],
    [
      'a pipe for a file',
      () => {
        rmSync(join(folder.path, 'index.json'));
        execFileSync('mkfifo', [join(folder.path, 'index.json')]);
      },
      'malformed',
      'is no regular file',
    ],
    [
      'a file for a folder',
      () => {
        rmSync(folder.path, { recursive: true });
        writeFileSync(folder.path, '');
      },
      'unreachable',
      'ENOTDIR',
    ],
    ['nothing at all', () => rmSync(folder.path, { recursive: true }), 'absent', 'oci-layout of'],
  ] as const)('%s is refused', async (_, spoil, code, message) => {
    folder.image('one', {}, '1');
    await folder.write();
    spoil();
    const source = new OciLayout(folder.path);
    await expect(source.manifest(APP, '1', never)).rejects.toMatchObject({ name: 'RegistryError', code });
    await expect(source.referrers(APP, `sha256:${HEX}`, 1, never)).rejects.toThrow(message);
  });

  test('links that lead out of the layout are refused, others followed', async () => {
    const one = folder.image('one', {}, '1');
    const source = await folder.write();
    const outside = mkdtempSync(join(tmpdir(), 'tidewaiter-outside-'));
    try {
      const moved = join(outside, 'blob');
      renameSync(folder.blob(one.digest), moved);
      symlinkSync(moved, folder.blob(one.digest));
      await expect(source.manifest(APP, '1', never)).rejects.toMatchObject({
        code: 'malformed',
        message: expect.stringContaining('is a link that leads out of the layout'),
      });
      rmSync(folder.blob(one.digest));
      renameSync(moved, join(folder.path, 'inside'));
      symlinkSync(join(folder.path, 'inside'), folder.blob(one.digest));
      expect((await source.manifest(APP, '1', never)).digest).toBe(one.digest);
      renameSync(join(folder.path, 'inside'), folder.blob(one.digest));
      renameSync(join(folder.path, 'blobs'), join(outside, 'blobs'));
      symlinkSync(join(outside, 'blobs'), join(folder.path, 'blobs'));
      await expect(source.manifest(APP, '1', never)).rejects.toMatchObject({ code: 'malformed' });
      await expect(source.referrers(APP, one.digest, 1, never)).rejects.toMatchObject({ code: 'malformed' });
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });

  test('are not read when time is up; the next one who asks starts anew', async () => {
    const one = folder.image('one', {}, '1');
    const source = await folder.write();
    const over = AbortSignal.abort();
    await expect(source.manifest(APP, '1', over)).rejects.toMatchObject({ code: 'deadline' });
    await expect(source.referrers(APP, one.digest, 1, over)).rejects.toMatchObject({ code: 'deadline' });
    expect((await source.manifest(APP, '1', never)).digest).toBe(one.digest);
    await expect(source.manifest(APP, '1', over)).rejects.toMatchObject({
      code: 'deadline',
      message: expect.stringContaining(folder.path),
    });
  });
});
