import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { LintFinding } from '../../../src/model/lint.ts';
import { ImageWorkspace, removeImageWorkspaces } from '../image-workspace.ts';
import { workspace } from './workspace.ts';

/** Policies of a cluster judge the images of Dockerfiles in `lint` as they do in `review`. */

afterEach(removeImageWorkspaces);

const HEAD = 'apiVersion: tidewaiter.dev/v1alpha1\n';
const admission = (action: string, rules: string) =>
  `${HEAD}kind: AdmissionPolicy\nmetadata: { name: cluster }\nspec: { action: ${action}, rules: [${rules}] }\n`;
const REGISTRIES = "{ rule: allowed-registries, options: { registries: ['r.io/**'] } }";

const FLAGS = ['-f', 'json', '--shellcheck=off', '--fail-on=error', '--ignore=require-user'];

type Shown = Pick<LintFinding, 'rule' | 'severity' | 'policy' | 'message'> & { line: number; column: number };

const of = (out: string, rule: string) => (JSON.parse(out) as Shown[]).filter((finding) => finding.rule === rule);

describe('policies of a cluster', () => {
  test.each([
    ['Deny', 'error', 1],
    ['Warn', 'warning', 0],
    ['Audit', 'info', 0],
  ])('with action %s find %ss in FROM, COPY --from and RUN --mount', async (action, severity, exit) => {
    const { lint } = workspace({
      'p.yaml': admission(action, '{ rule: disallow-latest-tag }'),
      Dockerfile:
        'FROM a:latest AS build\nFROM build\nCOPY --from=b:latest /x /\nRUN --mount=type=bind,from=c:latest,target=/c true\n',
    });
    const { code, out } = await lint([...FLAGS, '--ignore=DL3007', '--policies=@/p.yaml', '@/Dockerfile']);
    const found = of(out, 'disallow-latest-tag');
    expect(found.map(({ line, column }) => [line, column])).toEqual([
      [1, 6],
      [3, 13],
      [4, 28],
    ]);
    for (const finding of found) expect(finding).toMatchObject({ severity, policy: 'cluster' });
    expect(code).toBe(exit);
  });

  test.each([
    ['image-digest', 'image-digest'],
    ['image-digest', 'pin-image-digest'],
    ['image-digest', 'all'],
    ['pin-image-digest', 'image-digest'],
  ])('are kept from comments where forbidIgnores names %s, and a comment %s', async (forbidden, ignored) => {
    const images = `${HEAD}kind: ImagePolicy\nmetadata: { name: pins }\nspec: { action: Deny, images: ['**'], require: { digest: require } }\n`;
    const keep = `${HEAD}kind: DockerfilePolicy\nmetadata: { name: keep }\nspec: { forbidIgnores: [${forbidden}] }\n`;
    const Dockerfile = `# tidewaiter-ignore ${ignored} -- why\nFROM a:1\n`;
    const free = await workspace({ 'p.yaml': images, Dockerfile }).lint([...FLAGS, '--policies=@/p.yaml', '@']);
    expect(JSON.parse(free.out)).toEqual([]);
    const kept = workspace({ 'p.yaml': `${images}---\n${keep}`, Dockerfile });
    const { code, out } = await kept.lint([...FLAGS, '--policies=@/p.yaml', '@']);
    expect(JSON.parse(out).map(({ rule }: Shown) => rule)).toEqual(['forbidden-ignore', 'image-digest']);
    expect(code).toBe(1);
  });

  test('count with build arguments, and say which images nobody can tell', async () => {
    const files = { 'p.yaml': admission('Deny', REGISTRIES), Dockerfile: 'ARG BASE\nFROM $BASE\n' };
    const { lint } = workspace(files);
    const run = (...args: string[]) => lint([...FLAGS, '--policies=@/p.yaml', ...args, '@/Dockerfile']);
    expect(of((await run('--build-arg=BASE=r.io/a:1')).out, 'allowed-registries')).toEqual([]);
    expect(of((await run('--build-arg=BASE=evil/a:1')).out, 'allowed-registries')).toHaveLength(1);
    const { err, code } = await run();
    expect(err).toContain('note: 1 image not checked by policies: written with variables that have no value');
    expect(code).toBe(0);
  });

  test('win over the rule of the linter that finds the same, which leaves them its aliases and its fix', async () => {
    const policies = `${admission('Deny', '{ rule: pin-image-digest }')}---\n${HEAD}kind: ImagePolicy
metadata: { name: pins }
spec: { action: Deny, images: ['**'], require: { digest: require } }
`;
    const { lint, at } = workspace({ 'p.yaml': policies, Dockerfile: 'FROM alpine:3.20\nUSER 1\n' });
    const lock = { reference: 'docker.io/library/alpine:3.20', platform: 'linux/amd64', date: '2026-11-20' };
    const entry = { ...lock, digest: `sha256:${'a'.repeat(64)}` };
    writeFileSync(
      at('tidewaiter.lock'),
      JSON.stringify({ apiVersion: 'tidewaiter.dev/v1alpha1', kind: 'ImageLock', images: [entry] }),
    );
    const { out } = await lint([...FLAGS, '--policies=@/p.yaml', '@/Dockerfile']);
    const findings = JSON.parse(out);
    expect(findings.map(({ rule, policy }: Shown) => [rule, policy])).toEqual([
      ['image-digest', 'pins'],
      ['pin-image-digest', 'cluster'],
    ]);
    expect(findings[1]).toMatchObject({ fixable: true, severity: 'error' });
  });

  test('of the settings of a project count, in its file and where it says', async () => {
    const image = `${HEAD}kind: ImagePolicy\nmetadata: { name: own }\nspec: { action: Deny, images: ['**'], require: { digest: require } }\n`;
    const settings = `${HEAD}kind: LintSettings\nmetadata: { name: s }\nspec: { policies: [rules] }\n`;
    const { lint } = workspace({
      '.tidewaiter.yaml': `${settings}---\n${image}`,
      'rules/p.yaml': admission('Warn', REGISTRIES),
      Dockerfile: 'FROM evil/a:1\n',
    });
    const { out } = await lint([...FLAGS, '@/Dockerfile']);
    expect(of(out, 'image-digest')).toMatchObject([{ policy: 'own', severity: 'error' }]);
    expect(of(out, 'allowed-registries')).toMatchObject([{ policy: 'cluster', severity: 'warning' }]);
  });

  test('are kept from a place by a comment, and by an exception', async () => {
    const exception = `${HEAD}kind: PolicyException
metadata: { name: old }
spec: { owner: a, reason: b, expires: '2027-01-01', policies: [{ name: cluster, rules: [allowed-registries] }], match: { names: [app.dockerfile] } }
`;
    const { lint } = workspace({
      'p.yaml': admission('Deny', REGISTRIES),
      'e.yaml': exception,
      Dockerfile: '# tidewaiter-ignore allowed-registries -- moved next week\nFROM evil/a:1\n',
      'app.dockerfile': 'FROM evil/a:1\n',
    });
    const run = (...args: string[]) => lint([...FLAGS, ...args]);
    expect(of((await run('--policies=@/p.yaml', '@/Dockerfile')).out, 'allowed-registries')).toEqual([]);
    expect(of((await run('--policies=@/p.yaml', '@/app.dockerfile')).out, 'allowed-registries')).toHaveLength(1);
    const both = '--policies=@/p.yaml,@/e.yaml';
    const excepted = await run(both, '@/app.dockerfile');
    expect(excepted.err).toBe('note: 1 finding of policies taken out by the exception "old"\n');
    expect(of(excepted.out, 'allowed-registries')).toEqual([]);
  });
});

describe('rules that ask about images', () => {
  const signed = `${HEAD}kind: ImagePolicy
metadata: { name: signed }
spec:
  action: Deny
  images: ['**']
  require:
    digest: ignore
    signatures: [{ name: us, keyless: { issuer: 'https://i.test', subject: a@b.test } }]
`;

  test('are not checked offline, and that is said, but by --quiet', async () => {
    const workspace = await ImageWorkspace.create({
      'p.yaml': signed,
      Dockerfile: 'FROM nginx:1.2\nFROM r.io/team/app:v1\n',
    });
    const args = ['lint', ...FLAGS, '--policies=@p.yaml'];
    const { code, out, err } = await workspace.run([...args, '@Dockerfile']);
    expect(of(out, 'image-signature')).toEqual([]);
    expect(err).toBe(
      'note: 2 images not checked by rule image-signature of policy signed: nobody was asked; --images registry asks\n',
    );
    expect(code).toBe(0);
    expect((await workspace.run([...args, '--quiet', '@Dockerfile'])).err).toBe('');
  });

  test('are verified against a layout, and what is not there is undecided', async () => {
    const workspace = await ImageWorkspace.create({ 'p.yaml': signed, Dockerfile: 'FROM nginx:1.2\n', Missing: '' });
    const run = (file: string) => workspace.run(['lint', ...FLAGS, '--policies=@p.yaml', '--layout=@layout', file]);
    const unsigned = await run('@Dockerfile');
    expect(of(unsigned.out, 'image-signature')).toMatchObject([{ line: 1, column: 6, policy: 'signed' }]);
    expect(unsigned.code).toBe(1);
    writeFileSync(join(workspace.root, 'Dockerfile'), 'FROM r.io/none:1\n');
    const missing = await run('@Dockerfile');
    expect(of(missing.out, 'image-signature')).toMatchObject([{ undecided: true, severity: 'error' }]);
    expect(missing.code).toBe(3);
  });

  test('are verified against an evidence pack', async () => {
    const workspace = await ImageWorkspace.create({ 'p.yaml': signed, Dockerfile: 'FROM nginx:1.2\n' });
    const packed = await workspace.run(['pack', '--layout=@layout', '--output=@pack', 'nginx:1.2']);
    expect(packed.code).toBe(0);
    const { code, out } = await workspace.run([
      'lint',
      ...FLAGS,
      '--policies=@p.yaml',
      '--evidence=@pack',
      '@Dockerfile',
    ]);
    expect(of(out, 'image-signature')).toMatchObject([{ line: 1, severity: 'error' }]);
    expect(code).toBe(1);
  });

  test.each([
    ['--layout=@layout --images=registry', '--layout and --images registry exclude each other'],
    ['--docker-config=@Dockerfile', '--docker-config needs --images registry'],
    ['--evidence=@none', '--evidence: '],
  ])('%s is refused', async (flags, message) => {
    const workspace = await ImageWorkspace.create({ 'p.yaml': signed, Dockerfile: 'FROM nginx:1.2\n' });
    const { code, err } = await workspace.run(['lint', '--policies=@p.yaml', ...flags.split(' '), '@Dockerfile']);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
