import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { findShellcheck } from '../../../src/cli/lint/shellcheck-path.ts';
import { workspace } from './workspace.ts';

/**
 * A program that speaks as ShellCheck does: it finds `bad` in any file, in no order of files, with columns in code points;
 * and writes down how it was called and what it was given.
 */
const STAND_IN = `#!${process.execPath}
const { readFileSync, appendFileSync, existsSync } = require('node:fs');
const log = (what) => appendFileSync(__dirname + '/log', JSON.stringify(what) + '\\n');
const args = process.argv.slice(2);
if (args[0] === '--version') { console.log('ShellCheck - shell script analysis tool\\nversion: 9.8.7'); process.exit(0); }
const files = args.slice(args.indexOf('--') + 1);
log({ args: args.slice(0, args.indexOf('--')), files: files.map((file) => readFileSync(file, 'utf8')), rc: existsSync('.shellcheckrc') });
const comments = files.flatMap((file) => readFileSync(file, 'utf8').split('\\n').flatMap((text, at) => {
  const column = Array.from(text.slice(0, text.indexOf('bad'))).length + 1;
  return text.includes('bad') ? [{ file, line: at + 1, endLine: at + 1, column, endColumn: column + 3, level: 'warning', code: 9999, message: 'this is bad.' }] : [];
}));
console.log(JSON.stringify({ comments: comments.reverse() }));
process.exit(comments.length > 0 ? 1 : 0);
`;

const BROKEN = {
  'that ends with an error': `#!/bin/sh\nexit 3\n`,
  'that writes something else': `#!/bin/sh\necho '{"comments": [1]}'\n`,
  'that writes no JSON': `#!/bin/sh\necho hello\n`,
  'that cannot be run': `#!/no/such/interpreter\n`,
};

function withProgram(program: string, files: Readonly<Record<string, string>>) {
  const space = workspace({ ...files, 'bin/shellcheck': program });
  chmodSync(space.at('bin/shellcheck'), 0o755);
  const lint = async (args: readonly string[], PATH = '') => {
    const { out, ...result } = await space.lint(['-f', 'json', '--no-fail', ...args], { env: { PATH } });
    const found: { rule: string; line: number; column: number; endColumn: number }[] = JSON.parse(out || '[]');
    const places = found
      .filter(({ rule }) => rule.startsWith('SC'))
      .map(({ line, column, endColumn }) => [line, column, endColumn]);
    return { ...result, out, places };
  };
  return { ...space, lint };
}

describe('a program', () => {
  test('gets all scripts at once, with the variables of the file, and its findings stand where they are', async () => {
    const { lint, at } = withProgram(STAND_IN, {
      'a/Dockerfile': 'FROM a\nARG NAME=x\nRUN 😀 bad && \\\n  # comment\n\tfine \\\n bad\nRUN <<EOF\none\nbad\nEOF\n',
      'b/Dockerfile': 'FROM a\nSHELL ["pwsh"]\nRUN bad\nSHELL ["/bin/bash", "-c"]\nONBUILD RUN bad\nRUN x bad\n',
    });
    const { out, err, places } = await lint(['--shellcheck=@/bin/shellcheck', '@']);
    expect(err).toBe('');
    expect(places).toEqual([
      [3, 8, 11],
      [9, 1, 4],
      [5, 13, 16],
      [6, 7, 10],
    ]);
    expect(JSON.parse(out).find(({ rule }: { rule: string }) => rule === 'SC9999')).toMatchObject({
      severity: 'warning',
      message: 'this is bad',
      link: 'https://www.shellcheck.net/wiki/SC9999',
      remediation: expect.stringContaining('ShellCheck 9.8.7'),
    });
    const calls = readFileSync(at('bin/log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(calls.map(({ args }) => args.join(' '))).toEqual([
      '--norc -f json1 -s sh -e SC2187,SC1090,SC1091',
      '--norc -f json1 -s bash -e SC2187,SC1090,SC1091',
    ]);
    expect(calls.map(({ files }) => files.length)).toEqual([2, 2]);
    expect(calls[0].files[0]).toMatch(/^export NAME\n/m);
    expect(calls[0].files[0]).not.toContain('NAME=x');
  });

  test('of the PATH is asked by itself, unless it is switched off', async () => {
    const { lint, at } = withProgram(STAND_IN, { Dockerfile: 'FROM a\nRUN bad\n' });
    const path = `relative:${at('bin')}`;
    expect((await lint(['@'], path)).places).toHaveLength(1);
    expect((await lint(['--shellcheck=off', '@'], path)).places).toEqual([]);
    expect(findShellcheck(`bin:${at('bin')}`)).toBe(at('bin/shellcheck'));
    expect(findShellcheck(at('nowhere'))).toBeUndefined();
  });

  test('has its findings ignored by comments and by the command line', async () => {
    const { lint } = withProgram(STAND_IN, { Dockerfile: 'FROM a\n# hadolint ignore=SC9999\nRUN bad\nRUN bad\n' });
    expect((await lint(['--shellcheck=@/bin/shellcheck', '@'])).places).toEqual([[4, 5, 8]]);
    expect((await lint(['--shellcheck=@/bin/shellcheck', '--ignore=SC9999', '@'])).places).toEqual([]);
  });

  test.each(Object.entries(BROKEN))('%s: a note, or an error where the user names it', async (_name, program) => {
    const { lint, at } = withProgram(program, { Dockerfile: 'FROM a\nRUN x\n', 'b.Dockerfile': 'FROM a\nRUN x\n' });
    const required = await lint(['--shellcheck=@/bin/shellcheck', '@']);
    expect(required).toMatchObject({ code: 2, out: '' });
    expect(required.err).toMatch(/^tidewaiter: --shellcheck: ShellCheck gave no answer: [^\n]+\n$/);
    const { code, err } = await lint(['@'], at('bin'));
    expect(code).toBe(0);
    expect(err).toMatch(/^note: ShellCheck did not check everything: no answer: [^\n]+\n$/);
    expect((await lint(['--quiet', '@'], at('bin'))).err).toBe('');
  });

  test('that is no program is refused', async () => {
    const { lint, at } = withProgram(STAND_IN, { Dockerfile: 'FROM a\n' });
    writeFileSync(at('plain'), '');
    expect((await lint(['--shellcheck=@/plain', '@'])).code).toBe(2);
  });
});
