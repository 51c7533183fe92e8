import { afterEach, describe, expect, test } from '@jest/globals';
import { putImage } from '../../support/images/image.ts';
import { ImageWorkspace, removeImageWorkspaces } from '../image-workspace.ts';
import { FLAGS, HEAD, HYGIENE, policyOf, previewed, type Shown } from './previewed.ts';
import { workspace } from './workspace.ts';

/** How `tidewaiter lint --admission` reports: the table, formats, locks, and what cannot be used. */

afterEach(removeImageWorkspaces);

test('the table says which rules reject, depend and pass, and counts what manifests decide', async () => {
  const { lint } = workspace({ Dockerfile: 'FROM node:20\nUSER app\nENV LD_PRELOAD=/x\n' });
  const { out } = await lint([...FLAGS, `${HYGIENE},policies/least-privilege`, '@/Dockerfile']);
  expect(out.slice(out.indexOf('Would the cluster'), out.lastIndexOf('\n\n'))).toBe(
    [
      'Would the cluster admit pods of Dockerfile?',
      '  rejects  pod-hygiene/run-as-non-root        line 2: the image runs as "app", a name and no number',
      '  warns    least-privilege/restrict-env-vars  line 3: the image sets the variable LD_PRELOAD',
      '  31 rules look at what manifests decide, and not the image',
    ].join('\n'),
  );
  const { out: fine } = await workspace({ Dockerfile: 'FROM scratch\nUSER 1\n' }).lint([
    ...FLAGS,
    HYGIENE,
    '@/Dockerfile',
  ]);
  expect(fine).toContain('  passes   pod-hygiene/run-as-non-root\n');
});

test('rules that ask for signatures of an image that is not built are not checked', async () => {
  const policy = `${HEAD}kind: ImagePolicy
metadata: { name: signed }
spec:
  action: Deny
  images: ['**']
  require: { digest: ignore, signatures: [{ name: us, keyless: { issuer: 'https://i.test', subject: a@b.test } }] }
`;
  const { lint } = workspace({ 'p.yaml': policy, Dockerfile: 'FROM scratch\n' });
  const { code, out } = await lint([...FLAGS, '--admission=@/p.yaml', '@/Dockerfile']);
  expect(out).toContain('  1 rule not checked: they ask for what there is once the image is pushed\n');
  expect(out).not.toContain('rejects');
  expect(code).toBe(0);
});

describe('facts of a lock', () => {
  const policy = {
    'p.yaml': policyOf('{ rule: run-as-non-root }, { rule: disallow-ssh-port }, { rule: restrict-env-vars }'),
  };

  test('decide what depends on the base image', async () => {
    const files = { ...policy, Dockerfile: 'FROM r.io/safe:1\n', 'bad.dockerfile': 'FROM r.io/bad:1\n' };
    const workspace = await ImageWorkspace.create(files, (content) => {
      putImage(content.repository('r.io/safe'), {
        tag: '1',
        user: '10001',
        exposedPorts: ['80/tcp'],
        env: ['PATH=/bin'],
      });
      putImage(content.repository('r.io/bad'), {
        tag: '1',
        user: 'root',
        exposedPorts: ['22/tcp'],
        env: ['LD_PRELOAD=/secret'],
      });
    });
    const run = async (file: string) => {
      const args = ['lint', '-f', 'json', ...FLAGS, '--admission=@p.yaml', file];
      const { out } = await workspace.run(args);
      return (JSON.parse(out) as Shown[])
        .filter(({ admission }) => admission !== undefined)
        .map(({ admission, rule, line, column }) => `${admission} ${rule} ${line}:${column}`);
    };
    const unknown = ['depends disallow-ssh-port 1:6', 'depends restrict-env-vars 1:6', 'depends run-as-non-root 1:6'];
    expect(await run('@Dockerfile')).toEqual(unknown);
    const locked = await workspace.run([
      'lock',
      '--layout=@layout',
      '--lock=@tidewaiter.lock',
      '@Dockerfile',
      '@bad.dockerfile',
    ]);
    expect(locked.code).toBe(0);
    expect(workspace.read('tidewaiter.lock')).not.toContain('secret');
    expect(await run('@Dockerfile')).toEqual([]);
    expect(await run('@bad.dockerfile')).toEqual(unknown.map((one) => one.replace('depends', 'rejects')));
  });

  test('that differ between platforms decide nothing', async () => {
    const workspace = await ImageWorkspace.create({ ...policy, Dockerfile: 'FROM nginx:1.2\n' });
    await workspace.run(['lock', '--layout=@layout', '--lock=@tidewaiter.lock', '@Dockerfile']);
    const { out } = await workspace.run(['lint', '-f', 'json', ...FLAGS, '--admission=@p.yaml', '@Dockerfile']);
    const found = (JSON.parse(out) as Shown[]).flatMap(({ admission, rule }) =>
      admission ? [`${admission} ${rule}`] : [],
    );
    expect(found).toEqual(['depends disallow-ssh-port', 'depends run-as-non-root']);
  });

  test('of an older lock are what it has', async () => {
    const entry = {
      reference: 'docker.io/library/a:1',
      platform: 'linux/amd64',
      digest: `sha256:${'a'.repeat(64)}`,
      date: '2026-01-01',
      user: '10001',
    };
    const lock = JSON.stringify({ apiVersion: 'tidewaiter.dev/v1alpha1', kind: 'ImageLock', images: [entry] });
    const { short } = await previewed('FROM a:1\n', ['--admission=@/p.yaml'], { ...policy, 'tidewaiter.lock': lock });
    expect(short).toEqual(['depends disallow-ssh-port 1:6', 'depends restrict-env-vars 1:6']);
  });
});

describe('findings', () => {
  test('come in formats, fail at thresholds, and are ignored by comments', async () => {
    const dockerfile = 'FROM scratch\n# tidewaiter-ignore run-as-non-root -- only in the old cluster\nUSER root\n';
    const { lint } = workspace({ Dockerfile: dockerfile, other: 'FROM scratch\nUSER root\n' });
    const ignored = await lint([...FLAGS, '-f', 'sarif', HYGIENE, '@/Dockerfile']);
    const [{ results }] = JSON.parse(ignored.out).runs;
    const found = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'run-as-non-root');
    expect(found).toMatchObject({ properties: { admission: 'rejects', policy: 'pod-hygiene' }, level: 'error' });
    expect(found.suppressions).toHaveLength(1);
    expect(ignored.code).toBe(0);
    expect((await lint([...FLAGS, HYGIENE, '@/other'])).code).toBe(1);
    expect((await lint(['--shellcheck=off', '--fail-on=none', HYGIENE, '@/other'])).code).toBe(0);
  });

  test('comments that name such rules are known without --admission, and unused where nothing is found', async () => {
    const dockerfile = 'FROM scratch\n# tidewaiter-ignore run-as-non-root -- why not\nUSER 10001\n';
    const { lint } = workspace({ Dockerfile: dockerfile });
    const run = async (...args: string[]) =>
      (JSON.parse((await lint(['-f', 'json', ...FLAGS, ...args, '@/Dockerfile'])).out) as Shown[]).map(
        ({ rule }) => rule,
      );
    expect(await run()).not.toContain('unknown-ignore');
    expect(await run()).not.toContain('unused-ignore');
    expect(await run(HYGIENE)).toContain('unused-ignore');
  });
});

describe('bad input', () => {
  test.each([
    ['no such folder', '--admission=@/none', 'there is no policy file or folder'],
    ['a broken policy', '--admission=@/broken.yaml', 'broken.yaml:4:'],
    ['a broken file of labels', '--admission=policies/pod-hygiene --namespace-labels=@/broken.yaml', 'broken.yaml'],
    ['no name of a namespace', '--admission=policies/pod-hygiene --namespace=A_B', '--namespace'],
    ['a workload without manifests', '--workload=shop', '--workload needs --manifests'],
  ])('%s is an error', async (_, args, message) => {
    const { lint } = workspace({ Dockerfile: 'FROM scratch\n', 'broken.yaml': policyOf('{ rule: no-such }') });
    const { code, out, err } = await lint([...FLAGS, ...args.split(' '), '@/Dockerfile']);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('labels of the namespace that nobody knows leave it undecided, and --namespace-labels mends that', async () => {
    const selector = 'match: { namespaceSelector: { matchLabels: { tier: prod } } },';
    const files = {
      'p.yaml': policyOf('{ rule: run-as-non-root }', selector),
      'labels.yaml': 'shop: { tier: prod }\n',
      Dockerfile: 'FROM scratch\n',
    };
    const { lint } = workspace(files);
    const run = (...args: string[]) =>
      lint([...FLAGS, '--admission=@/p.yaml', '--namespace=shop', ...args, '@/Dockerfile']);
    const unknown = await run();
    expect(unknown.code).toBe(3);
    expect(unknown.out).toContain('the labels of namespace shop could not be read');
    const known = await run('--namespace-labels=@/labels.yaml');
    expect(known.out).toContain('rejects  cluster/run-as-non-root');
    expect(known.code).toBe(1);
  });

  test('a file without a stage, and one that cannot be read as a Dockerfile, are judged as far as they go', async () => {
    expect((await previewed('ARG A=1\n', [HYGIENE])).short).toEqual([]);
    expect((await previewed('', [HYGIENE])).short).toEqual([]);
    expect((await previewed('USER root\nNONSENSE x\n', [HYGIENE])).short).toEqual(['rejects run-as-non-root 1:6']);
  });
});
