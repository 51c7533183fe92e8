import { afterEach, describe, expect, test } from '@jest/globals';
import { putImage } from '../../support/images/image.ts';
import { ImageWorkspace, removeImageWorkspaces } from '../image-workspace.ts';
import { workspace } from './workspace.ts';

/** `tidewaiter lint --admission`: would the cluster reject pods of the image? With the shipped policies. */

afterEach(removeImageWorkspaces);

const HEAD = 'apiVersion: tidewaiter.dev/v1alpha1\n';
const policyOf = (rules: string, more = '') =>
  `${HEAD}kind: AdmissionPolicy\nmetadata: { name: cluster }\nspec: { action: Deny, ${more} rules: [${rules}] }\n`;
const HYGIENE = '--admission=policies/pod-hygiene';
const RESTRICTED = '--admission=policies/pod-security-restricted';
const LEAST = '--admission=policies/least-privilege';
/** Nothing of the linter itself fails. */
const FLAGS = ['--shellcheck=off', '--fail-on=error'];

interface Shown {
  readonly rule: string;
  readonly admission?: string;
  readonly severity: string;
  readonly message: string;
  readonly remediation: string;
  readonly line: number;
  readonly column: number;
}

/** What the cluster says: `verdict rule line:column`. */
async function previewed(dockerfile: string, args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const { lint } = workspace({ Dockerfile: dockerfile, ...files });
  const { code, out, err } = await lint(['-f', 'json', ...FLAGS, ...args, '@/Dockerfile']);
  const findings = (JSON.parse(out || '[]') as Shown[]).filter(({ admission }) => admission !== undefined);
  const short = findings.map(({ admission, rule, line, column }) => `${admission} ${rule} ${line}:${column}`);
  return { code, err, findings, short };
}

describe('who the image runs as', () => {
  test.each([
    ['no USER', 'FROM scratch\n', ['rejects run-as-non-root 1:6'], 1],
    ['USER root', 'FROM scratch\nUSER root\n', ['rejects run-as-non-root 2:6'], 1],
    ['USER 0:0', 'FROM scratch\nUSER 0:0\n', ['rejects run-as-non-root 2:6'], 1],
    ['a number', 'FROM scratch\nUSER 10001\n', [], 0],
    ['a number and a group', 'FROM scratch\nUSER 10001:10001\n', [], 0],
    ['the last USER', 'FROM scratch\nUSER root\nUSER 10001\n', [], 0],
    ['a base image that nobody knows', 'FROM a\n', ['depends run-as-non-root 1:6'], 0],
    ['a variable that nobody knows', 'FROM scratch\nARG U\nUSER $U\n', ['depends run-as-non-root 3:6'], 0],
    ['the default of a variable', 'FROM scratch\nARG U=10001\nUSER $U\n', [], 0],
    ['a stage of the file', 'FROM scratch AS a\nUSER 10001\nFROM a\n', [], 0],
    ['a stage of the file, which is root', 'FROM scratch AS a\nUSER 0\nFROM a\n', ['rejects run-as-non-root 2:6'], 1],
  ])('%s', async (_, dockerfile, expected, exit) => {
    const { short, code } = await previewed(dockerfile, [HYGIENE]);
    expect(short).toEqual(expected);
    expect(code).toBe(exit);
  });

  test('a name passes the policy, and the kubelet refuses it: the number is named where the file tells', async () => {
    const named = await previewed('FROM alpine:3\nRUN adduser -D -u 10001 app\nUSER app\n', [RESTRICTED]);
    expect(named.short).toEqual(['rejects pss-run-as-non-root 3:6']);
    expect(named.findings[0]?.message).toContain('the kubelet starts no container whose image names its user');
    expect(named.findings[0]?.remediation).toBe('Write the number of the user: USER 10001');
    const unknown = await previewed('FROM alpine:3\nUSER app\n', [RESTRICTED]);
    expect(unknown.findings[0]?.remediation).toContain('Give the user a number with useradd --uid');
    const root = await previewed('FROM alpine:3\nRUN adduser -D -u 0 -o app\nUSER app\n', [RESTRICTED]);
    expect(root.findings[0]?.message).toContain('the image runs as root');
  });

  test('rules that ask for the config of the image hear what the file says', async () => {
    const files = { 'p.yaml': policyOf('{ rule: image-runs-as-root }') };
    const run = async (text: string) => (await previewed(text, ['--admission=@/p.yaml'], files)).short;
    expect(await run('FROM scratch\n')).toEqual(['rejects image-runs-as-root 1:6']);
    expect(await run('FROM scratch\nUSER app\n')).toEqual(['rejects image-runs-as-root 2:6']);
    expect(await run('FROM scratch\nUSER 7\n')).toEqual([]);
    expect(await run('FROM a\n')).toEqual(['depends image-runs-as-root 1:6']);
  });

  test("a group that is root is the image's doing, and one that it does not say is not", async () => {
    const files = { 'p.yaml': policyOf('{ rule: require-non-root-groups, options: { acceptUnset: true } }') };
    const run = async (text: string) => (await previewed(text, ['--admission=@/p.yaml'], files)).short;
    expect(await run('FROM scratch\nUSER 1000:0\n')).toEqual(['rejects require-non-root-groups 2:6']);
    expect(await run('FROM scratch\nUSER 1000\n')).toEqual([]);
  });
});

describe('what else the image says', () => {
  const files = { 'p.yaml': policyOf('{ rule: disallow-ssh-port }, { rule: disallow-privileged-ports }') };

  test('ports of EXPOSE are judged where they stand, also in ranges', async () => {
    const { short } = await previewed(
      'FROM scratch\nEXPOSE 8080 \\\n  20-23\nEXPOSE 443/udp\n',
      ['--admission=@/p.yaml'],
      files,
    );
    expect(short).toEqual([
      'rejects disallow-privileged-ports 3:3',
      'rejects disallow-ssh-port 3:3',
      'rejects disallow-privileged-ports 4:8',
    ]);
  });

  test('ports of a base image that nobody knows depend on it', async () => {
    const { short, findings } = await previewed('FROM node:20\nUSER 1\nEXPOSE 8080\n', ['--admission=@/p.yaml'], files);
    expect(short).toEqual(['depends disallow-privileged-ports 1:6', 'depends disallow-ssh-port 1:6']);
    expect(findings[0]).toMatchObject({ severity: 'info' });
    expect(findings[0]?.message).toContain('it depends on the image "node:20"');
    expect(findings[0]?.remediation).toContain('tidewaiter lock');
  });

  test('variables of ENV are judged by their names, and their values are not shown', async () => {
    const { short, findings } = await previewed('FROM scratch\nENV A=1 LD_PRELOAD=/x.so\nUSER 1\n', [LEAST]);
    expect(short).toEqual(['rejects restrict-env-vars 2:9']);
    expect(findings[0]).toMatchObject({ severity: 'warning' });
    expect(JSON.stringify(findings)).not.toContain('/x.so');
  });

  test('names of ports and the number of variables are left to manifests', async () => {
    const names = { 'p.yaml': policyOf('{ rule: require-port-names }, { rule: unique-env-vars }') };
    const text = 'FROM scratch\nEXPOSE 80 443\nENV A=1 B=2\nUSER 1\n';
    expect((await previewed(text, ['--admission=@/p.yaml'], names)).short).toEqual([]);
  });
});

test('the table says which rules reject, depend and pass, and counts what manifests decide', async () => {
  const { lint } = workspace({ Dockerfile: 'FROM node:20\nUSER app\nENV LD_PRELOAD=/x\n' });
  const { out } = await lint([...FLAGS, `${HYGIENE},policies/least-privilege`, '@/Dockerfile']);
  expect(out.slice(out.indexOf('Would the cluster'), out.lastIndexOf('\n\n'))).toBe(
    [
      'Would the cluster admit pods of Dockerfile?',
      '  warns    least-privilege/restrict-env-vars  line 3: the image sets the variable LD_PRELOAD',
      '  rejects  pod-hygiene/run-as-non-root        line 2: the image runs as "app", a name and no number',
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
