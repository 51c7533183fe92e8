import { afterEach, describe, expect, test } from '@jest/globals';
import { ImageWorkspace, POD, pin, removeImageWorkspaces } from './image-workspace.ts';
import { POLICY } from './review-workspace.ts';

afterEach(removeImageWorkspaces);

describe('what is wrong', () => {
  test('with one image or file does not keep the others from being pinned', async () => {
    const workspace = await ImageWorkspace.create({
      'pod.yaml': POD.replace('image: nginx\n', 'image: nginx:9\n').replace(
        'docker.io/nginx:1.2',
        'docker.io/NGINX:1.2',
      ),
      'bad.yaml': 'a: [',
      'odd.yaml': 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: [nginx]}, 7]}\n',
      Dockerfile: 'FROM nginx:1.2\nRUN <<EOF\n',
      'bytes.yaml': Buffer.from([0xff, 0xfe]),
      'other.txt': 'x',
    });
    const { code, out, err } = await pin(workspace, [
      '--write',
      '@bad.yaml',
      '@odd.yaml',
      '@Dockerfile',
      '@bytes.yaml',
      '@other.txt',
      '@absent.yaml',
      '@pod.yaml',
    ]);
    expect(code).toBe(2);
    expect(out).toBe('pod.yaml: 2 images pinned\n');
    for (const message of [
      'error: bad.yaml:1:5: not valid YAML',
      'error: odd.yaml:3:31: spec.containers[0].image: malformed: must be a string, not a list',
      'error: Dockerfile:2:5: a heredoc is not closed',
      'error: bytes.yaml:1:1: not UTF-8 text',
      'error: other.txt:1:1: its name says neither that it is YAML or JSON nor that it is a Dockerfile: rename it',
      'error: absent.yaml:1:1: no such file or folder',
      'error: pod.yaml:12:14: "nginx:9": the OCI layout layout has no image docker.io/library/nginx:9; it has docker.io',
      'error: pod.yaml:14:36: "docker.io/NGINX:1.2" is no image reference: repository name "library/NGINX" must be lower',
    ]) {
      expect(err).toContain(message);
    }
  });

  test.each([
    [['pin'], 'pin what? Name files or folders'],
    [['pin', '--write', '-'], '--write: standard input cannot be changed'],
    [['pin', '--lock=a', '--layout=b', 'x'], '--lock and --layout exclude each other'],
    [['pin', '--policies=/nowhere', 'x'], 'there is no policy file or folder "/nowhere"'],
    [['lock'], 'lock what? Name files or folders'],
  ])('with the command line is said: %s', async (args, message) => {
    const workspace = await ImageWorkspace.create({});
    const { code, err } = await workspace.run(args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('with --lock', () => {
  test('digests come from the lock alone', async () => {
    const workspace = await ImageWorkspace.create({
      'pod.yaml': POD,
      'other.yaml': POD.replaceAll('app:v1', 'app:v2'),
    });
    expect((await workspace.run(['lock', '--layout=@layout', '--lock=@my.lock', '@pod.yaml'])).code).toBe(0);
    const other = await workspace.run(['pin', '--lock=@my.lock', '@other.yaml']);
    expect(other.code).toBe(2);
    expect(other.err).toContain(
      'error: other.yaml:10:17: "r.io/team/app:v2": not in my.lock; run `tidewaiter lock` to refresh it\n',
    );
    const { code, out } = await workspace.run(['pin', '--write', '--lock=@my.lock', '@pod.yaml']);
    expect({ code, out }).toEqual({ code: 0, out: 'pod.yaml: 4 images pinned\n' });
    expect(workspace.read('pod.yaml')).toContain(`r.io/team/app:v1@${workspace.digests.app}"`);
    expect(workspace.read('pod.yaml')).toContain(`'nginx:1.2@${workspace.digests.nginx}'`);
  });
});

test('policies say which other objects hold images', async () => {
  const kinds = `apiVersion: tidewaiter.dev/v1alpha1
kind: WorkloadKinds
metadata: {name: mine}
spec:
  images:
    - {apiVersion: example.com/v1, kind: Runner, path: spec.image}
`;
  const runner = 'apiVersion: example.com/v1\nkind: Runner\nspec: {image: nginx:1.2}\n';
  const workspace = await ImageWorkspace.create({
    'policies/policy.yaml': POLICY,
    'policies/kinds.yaml': kinds,
    'runner.yaml': runner,
  });
  expect((await pin(workspace, ['@runner.yaml'])).out).toBe('');
  const { code, err } = await pin(workspace, ['--policies=@policies', '--write', '@runner.yaml']);
  expect({ code, err }).toEqual({ code: 0, err: '1 image in 1 file pinned\n' });
  expect(workspace.read('runner.yaml')).toContain(`nginx:1.2@${workspace.digests.nginx}}`);
});
