import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Watch } from '../../src/webhook/watch.ts';
import { eventually } from '../support/webhook.ts';

let folder: string;
let watches: Watch[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewaiter-watch-'));
  watches = [];
});
afterEach(async () => {
  for (const watch of watches) watch.close();
  await rm(folder, { recursive: true, force: true });
});

const EVENTS_ONLY = { poll: 600_000, settle: 20 };
const POLL_ONLY = { poll: 30, settle: 600_000 };

/** Watches and counts. */
async function watchPaths(paths: readonly string[], options = EVENTS_ONLY, retry = () => false) {
  const seen = { changes: 0 };
  const watch = new Watch(
    paths,
    options,
    () => {
      seen.changes++;
    },
    retry,
  );
  watches.push(watch);
  await watch.ready;
  return seen;
}

/** What the kubelet does to a mounted ConfigMap: a new version beside the old one, then one rename. */
async function publish(mount: string, version: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(mount, `..${version}`), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(mount, `..${version}`, name), text);
    await symlink(join('..data', name), join(mount, name)).catch(() => {});
  }
  await symlink(`..${version}`, join(mount, '..data_tmp'));
  await rename(join(mount, '..data_tmp'), join(mount, '..data'));
}

describe.each([
  ['by events', EVENTS_ONLY],
  ['by polling', POLL_ONLY],
])('changes are seen %s:', (_, options) => {
  const CHANGES: readonly (readonly [string, (mount: string) => Promise<void>])[] = [
    ['a file written in place', (mount) => writeFile(join(mount, 'a.yaml'), 'x')],
    [
      'a file replaced by a rename',
      async (mount) => {
        await writeFile(join(mount, '..new'), '1');
        await rename(join(mount, '..new'), join(mount, 'a.yaml'));
      },
    ],
    ['a file added', (mount) => writeFile(join(mount, 'b.yaml'), '1')],
    ['a file removed', (mount) => rm(join(mount, 'a.yaml'))],
    ['a file in a folder below', (mount) => writeFile(join(mount, 'below', 'c.yaml'), 'x')],
  ];
  test.each(CHANGES)('%s', async (_name, change) => {
    await mkdir(join(folder, 'below'));
    await writeFile(join(folder, 'a.yaml'), '1');
    await writeFile(join(folder, 'below', 'c.yaml'), '1');
    const seen = await watchPaths([folder], options);
    await delay(50);
    expect(seen.changes).toBe(0);
    await change(folder);
    await eventually(() => seen.changes > 0, 'the change is seen');
  });

  test('the ..data link of a mount that swaps, again and again', async () => {
    await publish(folder, 'v1', { 'a.yaml': '1' });
    const seen = await watchPaths([folder], options);
    const single = await watchPaths([join(folder, 'a.yaml')], options);
    for (const version of ['v2', 'v3']) {
      const before = { ...seen };
      const singleBefore = { ...single };
      await publish(folder, version, { 'a.yaml': '1' });
      await eventually(() => seen.changes > before.changes, `${version} of the folder`);
      await eventually(() => single.changes > singleBefore.changes, `${version} of the file`);
      await delay(100);
    }
  });
});

describe('watching', () => {
  test('a burst of changes is one change', async () => {
    const file = join(folder, 'a.yaml');
    await writeFile(file, '0');
    const seen = await watchPaths([file], { poll: 600_000, settle: 250 });
    for (let round = 0; round < 5; round++) await writeFile(file, 'x'.repeat(round));
    await eventually(() => seen.changes > 0, 'the change is seen');
    await delay(400);
    expect(seen.changes).toBe(1);
  });

  test('what does not concern the files is no change', async () => {
    const file = join(folder, 'a.yaml');
    await writeFile(file, '0');
    const seen = await watchPaths([file]);
    await writeFile(join(folder, 'other'), '1');
    await delay(150);
    expect(seen.changes).toBe(0);
  });

  test('a path that is missing may come later, go and come back', async () => {
    const missing = join(folder, 'later');
    const seen = await watchPaths([missing], { poll: 30, settle: 20 });
    await mkdir(missing);
    await eventually(() => seen.changes === 1, 'it came');
    await rm(missing, { recursive: true });
    await eventually(() => seen.changes >= 2, 'it went');
    const gone = seen.changes;
    await mkdir(missing);
    await writeFile(join(missing, 'a.yaml'), '1');
    await eventually(() => seen.changes > gone, 'it came back');
  });

  test('links that go in circles end', async () => {
    await symlink('.', join(folder, 'loop'));
    const seen = await watchPaths([folder]);
    await writeFile(join(folder, 'a.yaml'), '1');
    await eventually(() => seen.changes > 0, 'the change is seen');
  });

  test('a failed use is tried again at the next poll', async () => {
    let failed = true;
    const seen = await watchPaths([folder], { poll: 30, settle: 20 }, () => failed);
    await eventually(() => seen.changes >= 2, 'it is tried again');
    failed = false;
    await delay(60);
    const { changes } = seen;
    await delay(120);
    expect(seen.changes).toBe(changes);
  });

  test('nothing is reported once it is closed', async () => {
    const seen = await watchPaths([folder], { poll: 30, settle: 20 });
    for (const watch of watches) watch.close();
    await writeFile(join(folder, 'a.yaml'), '1');
    await delay(150);
    expect(seen.changes).toBe(0);
  });
});
