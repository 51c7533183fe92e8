import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Invocation } from '../../src/cli/command.ts';
import type { LOCK_FLAGS } from '../../src/cli/command-flags.ts';
import { lock } from '../../src/cli/lock.ts';
import { Terminal } from '../../src/cli/terminal.ts';
import type { Content } from '../support/images/content.ts';
import { TYPES } from '../support/images/content.ts';
import { putImage, putIndex } from '../support/images/image.ts';
import { ImageWorkspace, removeImageWorkspaces } from './image-workspace.ts';

afterEach(removeImageWorkspaces);

const pod = (...images: readonly string[]) =>
  `apiVersion: v1\nkind: Pod\nspec: {containers: [${images.map((image) => `{name: a, image: "${image}"}`).join(', ')}]}\n`;

const run = (workspace: ImageWorkspace, args: readonly string[] = ['@pod.yaml']) =>
  workspace.run(['lock', '--layout=@layout', '--lock=@my.lock', ...args]);

const entries = (workspace: ImageWorkspace) => JSON.parse(workspace.read('my.lock')).images;

/** Locks on a day. */
async function lockOn(day: string, workspace: ImageWorkspace): Promise<number> {
  const stream = new PassThrough().resume();
  const terminal = new Terminal({ stdin: stream, stdout: stream, stderr: stream }, {});
  const at = (name: string) => join(workspace.root, name);
  const flags = { lock: at('my.lock'), layout: at('layout') } as Invocation<typeof LOCK_FLAGS>['flags'];
  return lock({ flags, operands: [at('pod.yaml')], terminal }, () => day);
}

/** Of images whose configs say nothing of how containers start. */
const NO_DEFAULTS = {
  env: [],
  volumes: [],
  workingDir: '',
  entrypoint: [],
  cmd: [],
  shell: [],
  hasHealthcheck: false,
};

describe('a lock', () => {
  test('says of each image and platform what it is', async () => {
    const workspace = await ImageWorkspace.create({
      'pod.yaml': pod('r.io/team/app:v1', 'nginx:1.2'),
      Dockerfile: 'ARG T=1.2\nFROM nginx:$T\nFROM docker.io/library/nginx\nFROM x:$Y\n',
    });
    const { code, out, err } = await run(workspace, ['@pod.yaml', '@Dockerfile']);
    expect(err).toBe(
      'note: Dockerfile:4:6: "x:$Y" depends on variables that have no defaults here: it is not locked\n',
    );
    expect({ code, out }).toEqual({ code: 0, out: 'my.lock: 3 images, 5 platforms in all; 5 new\n' });
    const { nginx, app } = workspace.digests;
    const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
    const date = expect.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/);
    const platforms = [
      {
        platform: 'linux/amd64',
        user: '101',
        exposedPorts: ['443/tcp', '80/tcp'],
        ...NO_DEFAULTS,
        created: '2026-11-01T12:00:00Z',
      },
      {
        platform: 'linux/arm64/v8',
        user: '',
        exposedPorts: [],
        ...NO_DEFAULTS,
        labels: { 'org.opencontainers.image.version': '1.2' },
      },
    ];
    expect(entries(workspace)).toEqual([
      ...['1.2', 'latest'].flatMap((tag) =>
        platforms.map((facts) => ({
          reference: `docker.io/library/nginx:${tag}`,
          digest,
          index: nginx,
          date,
          ...facts,
        })),
      ),
      {
        reference: 'r.io/team/app:v1',
        platform: 'linux/amd64',
        digest: app,
        date,
        user: 'app',
        exposedPorts: [],
        ...NO_DEFAULTS,
        created: '2026-11-01T12:00:00Z',
      },
    ]);
  });

  test('keeps the date of what has not changed, and is the same text then', async () => {
    const workspace = await ImageWorkspace.create({ 'pod.yaml': pod('nginx:1.2', 'r.io/team/app:v1') });
    expect(await lockOn('2026-11-20', workspace)).toBe(0);
    const first = workspace.read('my.lock');
    expect(await lockOn('2026-11-21', workspace)).toBe(0);
    expect(workspace.read('my.lock')).toBe(first);
    expect((await run(workspace)).out).toBe('my.lock: 2 images, 3 platforms in all; nothing has changed\n');
    await workspace.refill((content: Content) => {
      putImage(content.repository('r.io/team/app'), { tag: 'v1', content: 'newer' });
    });
    expect(await lockOn('2026-11-22', workspace)).toBe(0);
    expect(entries(workspace).map(({ date }: { date: string }) => date)).toEqual([
      '2026-11-20',
      '2026-11-20',
      '2026-11-22',
    ]);
  });

  test('forgets what is not asked for any more', async () => {
    const workspace = await ImageWorkspace.create({ 'pod.yaml': pod('nginx:1.2', 'r.io/team/app:v1') });
    await run(workspace);
    writeFileSync(join(workspace.root, 'pod.yaml'), pod('r.io/team/app:v1'));
    expect((await run(workspace)).out).toBe('my.lock: 1 image, 1 platform in all; 0 new\n');
    expect(entries(workspace)).toHaveLength(1);
  });

  test('holds what is pinned already, and what is no container image', async () => {
    const workspace = await ImageWorkspace.create({}, (content) => {
      const models = content.repository('r.io/models');
      const config = models.putBlob(Buffer.from('{}'), TYPES.empty);
      const layers = [models.putBlob(Buffer.from('weights'), 'application/x-weights')];
      models.putManifest({ schemaVersion: 2, mediaType: TYPES.manifest, config, layers }, { tag: '1' });
    });
    const image = `r.io/team/app:v1@${workspace.digests.app}`;
    writeFileSync(join(workspace.root, 'pod.yaml'), pod(image, 'r.io/models:1'));
    expect(await run(workspace)).toMatchObject({ code: 0, err: '' });
    expect(entries(workspace)).toEqual([
      { reference: 'r.io/models:1', platform: 'unknown', digest: expect.any(String), date: expect.any(String) },
      expect.objectContaining({ reference: image, digest: workspace.digests.app, user: 'app' }),
    ]);
  });

  test('holds an image once that an index lists twice, and several for one platform', async () => {
    const workspace = await ImageWorkspace.create({ 'pod.yaml': pod('r.io/w:1') }, (content) => {
      const images = ['one', 'two', 'one'].map((text) => ({ platform: 'windows/amd64', content: text }));
      putIndex(content.repository('r.io/w'), { images, tag: '1' });
    });
    expect((await run(workspace)).out).toContain('1 image, 2 platforms');
    expect((await run(workspace)).out).toContain('nothing has changed');
  });
});

describe('a lock is not written', () => {
  test.each([
    [
      'an image that is not there',
      pod('nginx:1.2', 'nginx:9'),
      'pod.yaml:3:69: "nginx:9": the OCI layout layout has no',
    ],
    ['a file that cannot be read', 'a: [', 'pod.yaml:1:5: not valid YAML'],
    ['an index of no images', pod('r.io/empty:1'), 'its index lists no image for any platform'],
    ['a user that is too long', pod('r.io/long:1'), 'has a user, time or port of more than 1024 characters'],
    ['too many ports', pod('r.io/ports:1'), 'exposes more than 256 ports'],
  ])('with %s', async (_, text, message) => {
    const workspace = await ImageWorkspace.create({ 'pod.yaml': pod('nginx:1.2') }, (content) => {
      putIndex(content.repository('r.io/empty'), { images: [], tag: '1' });
      putImage(content.repository('r.io/long'), { user: 'x'.repeat(1_025), tag: '1' });
      const exposedPorts = Array.from({ length: 257 }, (__, port) => `${port}/tcp`);
      putImage(content.repository('r.io/ports'), { exposedPorts, tag: '1' });
    });
    await run(workspace);
    const before = workspace.read('my.lock');
    writeFileSync(join(workspace.root, 'pod.yaml'), text);
    const { code, err } = await run(workspace);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).toContain('my.lock is not written, because of the errors above\n');
    expect(workspace.read('my.lock')).toBe(before);
  });

  test('where there is no such folder', async () => {
    const workspace = await ImageWorkspace.create({ 'pod.yaml': pod('nginx:1.2') });
    const { code, err } = await workspace.run(['lock', '--layout=@layout', '--lock=@no/my.lock', '@pod.yaml']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: no/my.lock:1:1: cannot be written: no such file or folder\n',
    });
  });
});

describe('a broken lock is refused', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const entry = { reference: 'r.io/a:1', platform: 'linux/amd64', digest, date: '2026-11-20' };
  const file = (...images: readonly object[]) => ({ apiVersion: 'tidewaiter.dev/v1alpha1', kind: 'ImageLock', images });
  const index = `sha256:${'b'.repeat(64)}`;

  test.each([
    ['', '1:1: not a lock: `tidewaiter lock` writes one'],
    ['<<<<<<< HEAD', '1:1: expected an object'],
    [{ ...file(), kind: 'Lock' }, 'kind: '],
    [{ ...file(), more: 1 }, 'more: unknown field'],
    [file({ ...entry, digest: 'sha256:a' }), 'images[0].digest: must be a sha256 or sha512 digest'],
    [file({ ...entry, reference: 'a:1' }), 'images[0].reference: must be written as "docker.io/library/a:1"'],
    [file({ ...entry, reference: 'A' }), 'images[0].reference: is no image reference'],
    [file({ ...entry, date: '2026-02-30' }), 'images[0].date: must be a day of the calendar'],
    [file({ ...entry, user: 1 }), 'images[0].user: '],
    [file(entry, entry), 'images[1]: is there already: keep one of the two'],
    [file(entry, { ...entry, digest: index }), 'images[1]: contradicts an earlier entry of the same reference'],
    [
      file({ ...entry, index }, { ...entry, platform: 'linux/arm64', index: digest }),
      'images[1]: contradicts an earlier entry of the same reference',
    ],
  ])('%j', async (content, message) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const workspace = await ImageWorkspace.create({ 'pod.yaml': pod('r.io/a:1'), 'my.lock': text });
    for (const result of [await run(workspace), await workspace.run(['pin', '--lock=@my.lock', '@pod.yaml'])]) {
      expect(result.code).toBe(2);
      expect(result.err).toContain(message);
    }
    expect(workspace.read('my.lock')).toBe(text);
  });
});
