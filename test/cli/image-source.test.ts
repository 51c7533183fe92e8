import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Content } from '../support/images/content.ts';
import { putImage } from '../support/images/image.ts';
import { closeTestRegistries, startTestRegistry, type TestRegistry } from '../support/registry/server.ts';
import { folderWith } from './command-line.ts';
import { ImageWorkspace, removeImageWorkspaces } from './image-workspace.ts';
import { POLICY } from './review-workspace.ts';

let folder: ReturnType<typeof folderWith>;
let registry: TestRegistry;
let digest: string;
const { DOCKER_CONFIG } = process.env;

/** A registry that wants a password, which the user's docker config has. */
beforeEach(async () => {
  const content = new Content();
  ({ digest } = putImage(content.repository('team/app'), { tag: 'v1' }));
  registry = await startTestRegistry({ content, auth: { kind: 'basic', users: { me: 'S3cret' } } });
  const auths = { [registry.host]: { username: 'me', password: 'S3cret' } };
  folder = folderWith({
    'docker/config.json': JSON.stringify({ auths }),
    'policies/policy.yaml': POLICY,
    'policies/settings.yaml': `apiVersion: tidewaiter.dev/v1alpha1
kind: ImageSettings
metadata: { name: settings }
spec:
  registries:
    - { host: "${registry.host}", insecure: true, allowPrivate: true }
`,
  });
  process.env.DOCKER_CONFIG = join(folder.path, 'docker');
});

afterEach(async () => {
  if (DOCKER_CONFIG === undefined) delete process.env.DOCKER_CONFIG;
  else process.env.DOCKER_CONFIG = DOCKER_CONFIG;
  removeImageWorkspaces();
  folder.remove();
  await closeTestRegistries();
});

test('images are looked up at registries, as policies say, with the credentials of the user', async () => {
  const name = `${registry.host}/team/app:v1`;
  const workspace = await ImageWorkspace.create({ Dockerfile: `FROM ${name}\n` });
  const policies = `--policies=${folder.path}/policies`;
  expect(await workspace.run(['pin', '--write', policies, '@Dockerfile'])).toMatchObject({ code: 0 });
  expect(workspace.read('Dockerfile')).toBe(`FROM ${name}@${digest}\n`);
  expect(await workspace.run(['lock', '--lock=@my.lock', policies, '@Dockerfile'])).toMatchObject({ code: 0, err: '' });
  expect(workspace.read('my.lock')).toContain(digest);
});

test('settings need no policy beside them', async () => {
  const name = `${registry.host}/team/app:v1`;
  const workspace = await ImageWorkspace.create({ Dockerfile: `FROM ${name}\n` });
  const settings = `--policies=${folder.path}/policies/settings.yaml`;
  expect(await workspace.run(['lock', '--lock=@my.lock', settings, '@Dockerfile'])).toMatchObject({ code: 0, err: '' });
  expect(await workspace.run(['pin', settings, '@Dockerfile'])).toMatchObject({ code: 1 });
  const { code, out } = await workspace.run(['verify', settings, name]);
  expect(code).toBe(1);
  expect(out).toContain(`digest  ${digest}`);
  expect(out).toContain('verdict: NOT PROVED: no ImagePolicy names the image;');
  // What judges must have something to judge by.
  expect(await workspace.run(['review', settings, '@Dockerfile'])).toMatchObject({ code: 2 });
});

test('a registry that refuses is named, and no password is', async () => {
  process.env.DOCKER_CONFIG = join(folder.path, 'none');
  const workspace = await ImageWorkspace.create({ Dockerfile: `FROM ${registry.host}/team/app:v1\n` });
  const { code, err } = await workspace.run(['pin', `--policies=${folder.path}/policies`, '@Dockerfile']);
  expect(code).toBe(2);
  expect(err).toContain(`error: Dockerfile:1:6: "${registry.host}/team/app:v1": `);
  expect(err).not.toContain('S3cret');
});

test('without policies a registry at a private address is not asked', async () => {
  const workspace = await ImageWorkspace.create({ Dockerfile: `FROM ${registry.host}/team/app:v1\n` });
  const { code, err } = await workspace.run(['pin', '@Dockerfile']);
  expect({ code, lines: err.split('\n').length }).toEqual({ code: 2, lines: 2 });
  expect(registry.log.records).toEqual([]);
});
