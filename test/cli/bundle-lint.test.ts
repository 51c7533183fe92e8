import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Metafile } from 'esbuild';
import { bundle } from '../../scripts/build.ts';
import { node } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-bundle-lint-'));
const loaded = join(folder, 'loaded');
const dockerfile = join(folder, 'app/Dockerfile');

let metafile: Metafile;
beforeAll(async () => {
  mkdirSync(join(folder, 'app'));
  writeFileSync(dockerfile, 'FROM scratch\nRUN echo $x\n');
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(
    join(folder, 'list-loaded.mjs'),
    `import { registerHooks } from 'node:module';
     import { appendFileSync } from 'node:fs';
     registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(loaded)}, url + '\\n'); return next(url, context); } });`,
  );
  metafile = await bundle(join(folder, 'dist'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the bundle and gives the names of the files of it that were loaded, and Node's own modules among some. */
async function lint(...args: readonly string[]) {
  rmSync(loaded, { force: true });
  const launcher = join(folder, 'dist/tidewaiter.js');
  const env = { PATH: '/none' };
  const result = await node(['--import', join(folder, 'list-loaded.mjs'), launcher, 'lint', ...args], { env });
  const urls = existsSync(loaded) ? readFileSync(loaded, 'utf8').split('\n') : [];
  const files = urls.filter((url) => url.startsWith('file:')).map((url) => url.slice(url.lastIndexOf('/') + 1));
  return { ...result, files: files.filter((file) => file !== 'tidewaiter.js' && file !== 'main.cjs') };
}

function inputsOf(name: string): readonly string[] {
  const [, output] = Object.entries(metafile.outputs).find(([file]) => file.endsWith(`/${name}.cjs`)) ?? [];
  return Object.keys(output?.inputs ?? {});
}

describe('linting a Dockerfile', () => {
  test('loads one file besides the launcher and the table of commands', async () => {
    const { code, err, files } = await lint(dockerfile);
    expect({ err, files }).toEqual({ err: '', files: ['lint.cjs'] });
    expect(code).not.toBe(2);
  });

  test('has neither YAML nor policies, images, documents or formats for programs in it', () => {
    const inputs = inputsOf('lint');
    expect(inputs.length).toBeGreaterThan(100);
    const strangers =
      /node_modules\/(?!unbash\/)|src\/(?:policy|evaluate|evidence|registry|cluster|webhook|claims|packages|rules\/workload\/(?!shared))\/|sarif/;
    expect(inputs.filter((input) => strangers.test(input))).toEqual([]);
  });

  test('has in the table of commands nothing of any command', () => {
    const strangers = /node_modules|src\/(?:rules|builds|lint|evaluate|claims)\//;
    expect(inputsOf('main').filter((input) => strangers.test(input))).toEqual([]);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['another format', ['--format=sarif', dockerfile], ['lint.cjs', 'lint-formats.cjs']],
    ['a folder without .gitignore', [join(folder, 'app')], ['lint.cjs']],
  ])('of %s loads what it takes', async (_name, args, files) => {
    expect((await lint(...args)).files).toEqual(files);
  });

  test('with settings, a lock and .gitignore loads what reads them, and tells their errors as everywhere', async () => {
    const project = join(folder, 'project');
    mkdirSync(project);
    writeFileSync(join(project, 'Dockerfile'), 'FROM scratch\n');
    writeFileSync(join(project, '.gitignore'), 'x\n');
    writeFileSync(join(project, 'tidewaiter.lock'), '{}');
    const head = 'apiVersion: tidewaiter.dev/v1alpha1\nkind: LintSettings\nmetadata: { name: s }\n';
    writeFileSync(join(project, '.tidewaiter.yaml'), `${head}spec: {}\n`);
    const { code, err, files } = await lint(project);
    expect(files).toEqual(['lint.cjs', 'gitignore.cjs', 'lint-project.cjs', 'lint-lock.cjs']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^error: .*tidewaiter\.lock:1:1: /) });
    writeFileSync(join(project, '.tidewaiter.yaml'), `${head}spec: { nothing: 1 }\n`);
    expect((await lint(project)).err).toMatch(/^error: .*\.tidewaiter\.yaml:4:\d+: /);
    expect((await lint('--policies=/none', dockerfile)).err).toMatch(/^tidewaiter: there is no policy file/);
  });

  test('stops without a word where nobody reads on', async () => {
    writeFileSync(join(folder, 'many.Dockerfile'), `FROM scratch\n${'RUN cd x\n'.repeat(5_000)}`);
    const script = `"$0" dist/tidewaiter.js lint many.Dockerfile | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { spawnSync } = await import('node:child_process');
    const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath], { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.split('\n')[1]).toMatch(/^[01]$/);
  });
});
