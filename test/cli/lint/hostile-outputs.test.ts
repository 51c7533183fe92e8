import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, openSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { NO_INPUTS } from '../../../src/builds/build.ts';
import { fixFile } from '../../../src/cli/lint/fix-file.ts';
import { main } from '../../../src/cli/main.ts';
import { Terminal } from '../../../src/cli/terminal.ts';
import { joinLayers } from '../../../src/lint/config.ts';
import { compileLinter } from '../../../src/lint/linter.ts';
import { RULESETS } from '../../../src/lint/rulesets.ts';
import { DOCKERFILE_RULES } from '../../../src/rules/dockerfile/index.ts';
import { LAUNCHER } from '../command-line.ts';
import { ONLY_PINS, UNPINNED, workspace } from './workspace.ts';

const REPLACE_FILE = join(import.meta.dirname, '../../../src/cli/replace-file.ts');
const PATIENCE = 120_000;
const GNU = ['--format=gnu', ...ONLY_PINS];

describe('standard input', () => {
  async function lintEndless(chunk: string): Promise<{ code: number; err: string }> {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    stdout.resume();
    const said = text(stderr);
    const stdin = Readable.from(
      (function* () {
        for (;;) yield Buffer.from(chunk);
      })(),
    );
    const code = await main(['lint', ...GNU, '-'], {}, new Terminal({ stdin, stdout, stderr }, {}));
    stderr.end();
    return { code, err: await said };
  }

  test.each(['y\n', '\0', '\n'])('that never ends is cut off: %j', async (chunk) => {
    const { code, err } = await lintEndless(chunk.repeat(10_000));
    expect(code).toBe(2);
    expect(err).toBe('error: -:1:1: the file is too large: larger than 5 MiB\n');
  });
});

describe('where reports go', () => {
  test(
    'nobody reads on: no complaint, and the same exit code',
    async () => {
      const { root } = workspace(
        Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`Dockerfile.${at}`, UNPINNED])),
      );
      const child = spawn(process.execPath, [LAUNCHER, 'lint', ...GNU, root], { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.once('data', () => child.stdout.destroy());
      const [err] = await Promise.all([text(child.stderr), once(child, 'close')]);
      expect({ code: child.exitCode, err }).toEqual({ code: 1, err: '' });
    },
    PATIENCE,
  );

  test.each<[string, string, RegExp]>([
    ['a full disk', '/dev/full', /^error: \/dev\/full:1:1: cannot be written: the disk is full\n$/],
    ['a folder', '@', /: cannot be written: this is a folder, not a file\n$/],
    ['a folder that is not there', '@/no/x', /: cannot be written: no such file or folder\n$/],
  ])('%s is an error', async (_name, file, expected) => {
    const { code, err } = await workspace({ Dockerfile: UNPINNED }).lint([...GNU, `--output=${file}`, '@/Dockerfile']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(expected) });
  });

  test(
    'a full disk behind standard output is an error',
    async () => {
      const { root } = workspace({ Dockerfile: UNPINNED });
      const full = openSync('/dev/full', 'w');
      const child = spawn(process.execPath, [LAUNCHER, 'lint', ...GNU, root], { stdio: ['ignore', full, 'pipe'] });
      const [err] = await Promise.all([text(child.stderr as Readable), once(child, 'close')]);
      closeSync(full);
      expect({ code: child.exitCode, err }).toEqual({
        code: 2,
        err: expect.stringContaining('no space left on device'),
      });
    },
    PATIENCE,
  );
});

describe('what --fix writes to', () => {
  const FIX = ['--fix', '--quiet', ...GNU];
  const FIXABLE = `${UNPINNED}MAINTAINER x\n`;

  test(
    'a file that nobody may write stays as it is',
    async () => {
      const { root, at } = workspace({ Dockerfile: FIXABLE });
      chmodSync(at('Dockerfile'), 0o444);
      chmodSync(root, 0o777);
      // Root may write everything: somebody else tries.
      const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
      const script = `
      import { replaceFile } from ${JSON.stringify(REPLACE_FILE)};
      try { replaceFile(${JSON.stringify(at('Dockerfile'))}, 'x'); } catch ({ problems: [{ message }] }) { process.stdout.write(message); }`;
      const out = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { ...user, env: {} });
      expect(String(out)).toBe('cannot be written: this user may not write there');
      expect(readFileSync(at('Dockerfile'), 'utf8')).toBe(FIXABLE);
    },
    PATIENCE,
  );

  test('a file that changes meanwhile stays as somebody made it', () => {
    const { at } = workspace({ Dockerfile: `${FIXABLE}# theirs\n` });
    const linter = compileLinter(DOCKERFILE_RULES, joinLayers([], RULESETS));
    const request = { file: 'Dockerfile', text: FIXABLE, inputs: NO_INPUTS, linter, today: '2026-11-21' };
    expect(() => fixFile(at('Dockerfile'), { ...request, safety: 'safe' })).toThrow(
      'changed while it was being linted',
    );
    expect(readFileSync(at('Dockerfile'), 'utf8')).toBe(`${FIXABLE}# theirs\n`);
  });

  test('a link stays, and what it leads to is fixed', async () => {
    const { at, lint } = workspace({ 'real/base': `${UNPINNED}MAINTAINER x\n` });
    symlinkSync('real/base', at('Dockerfile'));
    await lint([...FIX, '@']);
    expect(readFileSync(at('real/base'), 'utf8')).toContain('LABEL');
    expect(readFileSync(at('Dockerfile'), 'utf8')).toContain('LABEL');
  });
});
