// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates
import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ImageWorkspace, POD, pin, removeImageWorkspaces } from './image-workspace.ts';

afterEach(removeImageWorkspaces);

describe('without --write', () => {
  test('what would change is printed as a difference, and nothing changes', async () => {
    const workspace = await ImageWorkspace.create({ 'pod.yaml': POD });
    const { nginx, app } = workspace.digests;
    const { code, out, err } = await pin(workspace, ['@pod.yaml']);
    expect(err).toBe('4 images in 1 file to be pinned; --write does it\n');
    expect(code).toBe(1);
    expect(out.replaceAll(nginx, 'NGINX').replaceAll(app, 'APP')).toBe(
      [
        '--- pod.yaml',
        '+++ pod.yaml',
        '@@ -4,11 +4,11 @@',
        ' metadata: {name: a}   # in a row',
        ' spec:',
        '   initContainers:',
        "-    - {name: init, image: 'nginx:1.2', args: [a,b]}",
        "+    - {name: init, image: 'nginx:1.2@NGINX', args: [a,b]}",
        '   containers:',
        '     - name: app',
        '-      image:    "r.io/team/app:v1"   # the app',
        '+      image:    "r.io/team/app:v1@APP"   # the app',
        '     - name: web',
        '-      image: nginx',
        '+      image: nginx:latest@NGINX',
        '   volumes:',
        '-    - {name: v, image: {reference: docker.io/nginx:1.2}}',
        '+    - {name: v, image: {reference: docker.io/nginx:1.2@NGINX}}',
        '',
      ].join('\n'),
    );
    expect(workspace.read('pod.yaml')).toBe(POD);
  });

  test('standard input is read as a manifest', async () => {
    const workspace = await ImageWorkspace.create({});
    const { code, out } = await pin(workspace, ['-'], POD);
    expect(code).toBe(1);
    expect(out).toContain('--- a/-\n+++ b/-\n');
  });

  test('nothing is said where every image has a digest', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const workspace = await ImageWorkspace.create({
      'pod.yaml': `apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: "nginx@${digest}"}, {name: b, image: "x.io/y:1@${digest}"}]}\n`,
      Dockerfile: `FROM nginx:1.2@${digest}\n`,
    });
    expect(await pin(workspace, ['@pod.yaml', '@Dockerfile'])).toEqual({ code: 0, out: '', err: '' });
  });
});

describe('with --write', () => {
  const written = async (files: Readonly<Record<string, string | Buffer>>, args: readonly string[]) => {
    const workspace = await ImageWorkspace.create(files);
    const result = await pin(workspace, ['--write', ...args]);
    const { nginx, app } = workspace.digests;
    const read = (name: string) => workspace.read(name).replaceAll(nginx, 'NGINX').replaceAll(app, 'APP');
    return { ...result, read, workspace };
  };

  test('files are changed at the images and nowhere else', async () => {
    const { code, out, err, read } = await written({ 'pod.yaml': POD }, ['@pod.yaml']);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: 'pod.yaml: 4 images pinned\n',
      err: '4 images in 1 file pinned\n',
    });
    expect(read('pod.yaml')).toBe(
      POD.replaceAll("'nginx:1.2'", "'nginx:1.2@NGINX'")
        .replace('app:v1"', 'app:v1@APP"')
        .replace('image: nginx\n', 'image: nginx:latest@NGINX\n')
        .replace('docker.io/nginx:1.2', 'docker.io/nginx:1.2@NGINX'),
    );
  });

  test.each([
    ['a byte order mark and carriage returns', `\uFEFF${POD.replaceAll('\n', '\r\n')}`],
    [
      'several documents and Lists',
      `---\n${POD}---\n# none\n---\napiVersion: v1\nkind: List\nitems:\n- ${POD.trim().replaceAll('\n', '\n  ')}`,
    ],
    ['no line feed at the end', POD.trimEnd()],
    [
      'JSON',
      '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"é","image":"nginx:1.2"},{"image":"r.io/team/app:v1"}]}}',
    ],
    [
      'a byte order mark before the first line',
      '\uFEFF{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"a","image":"nginx:1.2"}]}}',
    ],
    [
      'controllers',
      'apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: nginx:1.2}]}}}}}\n',
    ],
    [
      'an anchor',
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - {name: a, image: &image nginx:1.2}\n    - {name: b, image: *image}\n',
    ],
    [
      'an anchored container',
      'apiVersion: v1\nkind: Pod\nspec:\n  initContainers: [&c {name: a, image: nginx:1.2}]\n  containers: [*c]\n',
    ],
  ])('also with %s', async (_, text) => {
    const { code, err, read } = await written({ 'pod.yaml': text }, ['@pod.yaml']);
    expect(err).not.toContain('note');
    expect(code).toBe(0);
    expect(
      read('pod.yaml')
        .replaceAll(':latest@NGINX', '')
        .replace(/@(?:NGINX|APP)/g, ''),
    ).toBe(text);
    expect(read('pod.yaml')).toContain('nginx:1.2@NGINX');
  });

  test('Dockerfiles are changed too', async () => {
    const text = [
      '# syntax=docker/dockerfile:1',
      'ARG TAG=1.2',
      'FROM --platform=$BUILDPLATFORM nginx AS base',
      'RUN <<EOF',
      'FROM nginx:1.2',
      'EOF',
      'FROM base',
      'COPY --from=r.io/team/app:v1 \\',
      '  # FROM nginx:1.2',
      '  /a /b',
      'RUN --mount=type=bind,from=nginx:1.2,target=/x true',
      'FROM nginx:${TAG}',
      'FROM nginx:${OTHER}',
      'FROM "nginx:1.2"',
      '',
    ].join('\r\n');
    const { code, err, read } = await written({ 'api.Dockerfile': text }, ['@api.Dockerfile']);
    expect(code).toBe(0);
    expect(err.split('\n')).toEqual([
      'note: api.Dockerfile:12:6: "nginx:1.2" is not changed, because it is written with variables: put the digest into their defaults',
      'note: api.Dockerfile:13:6: "nginx:${OTHER}" depends on variables that have no defaults here: it is not changed',
      'note: api.Dockerfile:14:6: "nginx:1.2" is not changed, because it is written with quotes, escapes or over several lines',
      '3 images in 1 file pinned',
      '',
    ]);
    expect(read('api.Dockerfile')).toBe(
      text
        .replace('nginx AS base', 'nginx:latest@NGINX AS base')
        .replace('app:v1', 'app:v1@APP')
        .replace('from=nginx:1.2', 'from=nginx:1.2@NGINX'),
    );
  });

  test('what cannot be changed in place is named', async () => {
    const text =
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: >-\n        nginx:1.2\n    - {name: b, image: "ngin\\u0078:1.2"}\n';
    const { code, err, read } = await written({ 'pod.yaml': text }, ['@pod.yaml']);
    expect(code).toBe(0);
    expect(err.match(/is not changed, because it stands behind an alias/g)).toHaveLength(2);
    expect(read('pod.yaml')).toBe(text);
  });

  test('permissions and links stay, and no other file is left', async () => {
    const workspace = await ImageWorkspace.create({ 'real/pod.yaml': POD });
    chmodSync(join(workspace.root, 'real/pod.yaml'), 0o640);
    symlinkSync('real/pod.yaml', join(workspace.root, 'pod.yaml'));
    expect((await pin(workspace, ['--write', '@pod.yaml'])).code).toBe(0);
    expect(lstatSync(join(workspace.root, 'pod.yaml')).isSymbolicLink()).toBe(true);
    expect(statSync(join(workspace.root, 'real/pod.yaml')).mode & 0o777).toBe(0o640);
    expect(workspace.read('real/pod.yaml')).toContain(workspace.digests.app);
    expect(readdirSync(join(workspace.root, 'real'))).toEqual(['pod.yaml']);
  });

  test('a folder is searched for manifests and Dockerfiles', async () => {
    const files = {
      'in/a.yaml': POD,
      'in/b/Dockerfile': 'FROM nginx\n',
      'in/b/Dockerfile.dev': 'FROM nginx\n',
      'in/b/Containerfile': 'FROM nginx\n',
      'in/b/Dockerfile.dockerignore': 'FROM nginx\n',
      'in/b/notes.txt': 'FROM nginx\n',
      'in/values.json': '{"image": "nginx"}',
    };
    const { code, out } = await written(files, ['@in']);
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, -1).toSorted()).toEqual([
      'in/a.yaml: 4 images pinned',
      'in/b/Containerfile: 1 image pinned',
      'in/b/Dockerfile.dev: 1 image pinned',
      'in/b/Dockerfile: 1 image pinned',
    ]);
  });
});
