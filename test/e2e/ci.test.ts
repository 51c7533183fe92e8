import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runAction } from '../ci/action-steps.ts';
import { GITLAB, runLines } from '../ci/gitlab-job.ts';
import { BAD, GOOD, type JobOptions, run, type Workspace, workspaceWith } from '../ci/job.ts';
import { type Clone, cloneOfProject, git, networkEnvironment } from './harness/clone.ts';

/** What an installation may take, npm included. */
const LIMIT_S = 400;
const LIMIT_MS = (LIMIT_S + 20) * 1_000;

let clone: Clone;
let workspace: Workspace;
let options: JobOptions;
beforeAll(() => {
  clone = cloneOfProject();
  workspace = workspaceWith({ Dockerfile: BAD });
  rmSync(workspace.at('.git'), { recursive: true });
  git(workspace.root, ['init', '--quiet']);
  const env = { XDG_CACHE_HOME: workspace.beside, PRE_COMMIT_HOME: join(workspace.beside, 'pre-commit') };
  options = { env: { ...networkEnvironment(join(workspace.beside, 'bin')), ...env }, seconds: LIMIT_S };
}, 60_000);
afterAll(() => {
  workspace?.remove();
  clone?.remove();
}, 60_000);

test(
  'a job of GitLab installs the linter from its repository, and lints',
  async () => {
    const { before_script, script } = GITLAB['tidewaiter-lint'];
    const env = {
      ...options.env,
      TIDEWAITER_REPOSITORY: `file://${clone.folder}`,
      TIDEWAITER_FOLDER: join(workspace.beside, 'tidewaiter'),
    };
    const { code, out } = await runLines([...before_script, ...script], workspace, { ...options, env });
    expect(out).toContain('(disallow-latest-tag)');
    expect(code).toBe(1);
    rmSync(workspace.at('gl-code-quality-report.json'));
  },
  LIMIT_MS,
);

test(
  'the action of GitHub builds itself in its folder once, and lints',
  async () => {
    const folder = join(workspace.beside, 'action');
    git(workspace.beside, ['clone', '--quiet', clone.folder, folder]);
    for (let time = 0; time < 2; time += 1) {
      const { code, out } = await runAction(folder, workspace, {}, options);
      expect(out).toContain('::error file=Dockerfile,line=1,');
      expect(code).toBe(1);
    }
  },
  LIMIT_MS,
);

const script = join(import.meta.dirname, 'pre-commit.sh');
const found = spawnSync('bash', [script, '--print'], { encoding: 'utf8' });

if (found.status !== 0) {
  test.skip(`pre-commit: ${found.stderr.trim()}`, () => {});
} else {
  describe('pre-commit', () => {
    /** What a hook says of all files of the repository, which are these. */
    async function hook(id: string, files: Readonly<Record<string, string>>) {
      git(workspace.root, ['rm', '-r', '-f', '--quiet', '--cached', '--ignore-unmatch', '.']);
      for (const [name, content] of Object.entries(files)) writeFileSync(workspace.at(name), content);
      git(workspace.root, ['add', '--', '.pre-commit-config.yaml', ...Object.keys(files)]);
      const program = [found.stdout.trim(), 'run', id, '--all-files', '--color=never'];
      const { code, out, err } = await run(program, { ...options, cwd: workspace.root });
      return { code, out: `${out}${err}` };
    }

    beforeAll(async () => {
      const repository = {
        repo: `file://${clone.folder}`,
        rev: clone.commit,
        hooks: [{ id: 'tidewaiter-lint' }, { id: 'tidewaiter-lint-fix' }],
      };
      writeFileSync(workspace.at('.pre-commit-config.yaml'), JSON.stringify({ repos: [repository] }));
      const { code, out, err } = await run([found.stdout.trim(), 'install-hooks'], { ...options, cwd: workspace.root });
      expect({ code, said: code === 0 ? '' : out + err }).toEqual({ code: 0, said: '' });
    }, LIMIT_MS);

    test('fails where something is found, and shows it', async () => {
      const { code, out } = await hook('tidewaiter-lint', { Dockerfile: BAD, 'b.dockerfile': GOOD });
      expect(out).toContain('--> Dockerfile:1:6');
      expect(out).toContain('- exit code: 1');
      expect(code).toBe(1);
    });

    test('passes where nothing is found', async () => {
      const { code, out } = await hook('tidewaiter-lint', { Dockerfile: GOOD });
      expect(out).toMatch(/Passed/);
      expect(code).toBe(0);
    });

    test.each(['tidewaiter-lint', 'tidewaiter-lint-fix'])('gives %s no other files', async (id) => {
      const { code, out } = await hook(id, { 'x.dockerignore': BAD, 'Dockerfile.yaml': BAD, '-x.dockerfile': BAD });
      expect(out).toMatch(/no files to check/);
      expect(code).toBe(0);
    });

    test('mends files, which fails that commit and passes the next', async () => {
      const lower = GOOD.replace('FROM', 'from');
      const { code, out } = await hook('tidewaiter-lint-fix', { Dockerfile: lower });
      expect(out).toContain('files were modified by this hook');
      expect(code).toBe(1);
      const mended = readFileSync(workspace.at('Dockerfile'), 'utf8');
      expect(mended).toBe(GOOD);
      expect((await hook('tidewaiter-lint-fix', { Dockerfile: mended })).code).toBe(0);
    });
  });
}
