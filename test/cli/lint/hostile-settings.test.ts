import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { folderWith } from '../command-line.ts';
import { ONLY_PINS, UNPINNED, workspace } from './workspace.ts';

const GNU = ['--format=gnu', ...ONLY_PINS];
const SETTINGS = 'apiVersion: tidewaiter.dev/v1alpha1\nkind: LintSettings\nmetadata: { name: x }\n';
const FOUND = expect.stringMatching(/^Dockerfile:1\.6.*without a digest/);

/** What somebody may put beside a Dockerfile who wants the linter to fail, to wait, or to tell. */
type Trap = (path: string) => void;

const fifo: Trap = (path) => execFileSync('mkfifo', [path]);
const folder: Trap = (path) => mkdirSync(path);
const linkTo =
  (target: string): Trap =>
  (path) =>
    symlinkSync(target, path);
const text =
  (content: string): Trap =>
  (path) =>
    writeFileSync(path, content);
const huge: Trap = (path) => {
  const file = openSync(path, 'w');
  ftruncateSync(file, 500 * 2 ** 20);
  closeSync(file);
};

async function lintBeside(name: string, trap: Trap) {
  const { at, lint } = workspace({ '.git/HEAD': '', Dockerfile: UNPINNED });
  trap(at(name));
  return lint([...GNU, '@']);
}

const bomb = Array.from(
  { length: 9 },
  (_, at) => `${'abcdefghij'[at + 1]}: &${'abcdefghij'[at + 1]} [*${'abcdefghij'[at]}, *${'abcdefghij'[at]}]`,
);

describe('settings that cannot be used are an error, soon', () => {
  test.each<[string, Trap, RegExp]>([
    ['a pipe', fifo, /^error: \.tidewaiter\.yaml:1:1: not a regular file\n$/],
    ['a device', linkTo('/dev/zero'), /^error: \.tidewaiter\.yaml:1:1: not a regular file\n$/],
    ['a folder', folder, /^error: \.tidewaiter\.yaml:1:1: /],
    ['much', huge, /^error: \.tidewaiter\.yaml:1:1: the file is larger than 262144 bytes/],
    ['a link to itself', linkTo('.tidewaiter.yaml'), /^error: \.tidewaiter\.yaml:1:1: cannot be read: ELOOP/],
    ['a link to nothing', linkTo('nowhere'), /^error: \.tidewaiter\.yaml:1:1: cannot be read: ENOENT/],
    ['aliases of aliases', text(`a: &a [x]\n${bomb.join('\n')}\n`), /:2:8: aliases are not allowed here/],
    [
      'a program',
      text(`${SETTINGS}spec: { shellcheck: /bin/sh }\n`),
      /unknown value "\/bin\/sh"; expected one of auto, off/,
    ],
    [
      'policies that are a device',
      text(`${SETTINGS}spec: { policies: [/dev/zero] }\n`),
      /\/dev\/zero:1:1: not a regular file/,
    ],
  ])('%s', async (_name, trap, expected) => {
    const { code, out, err } = await lintBeside('.tidewaiter.yaml', trap);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: expect.stringMatching(expected) });
  });

  test.each(['.tidewaiter.yaml', '.hadolint.yaml'])(
    '%s that is a file of somebody else tells nothing of it',
    async (name) => {
      const elsewhere = folderWith({ key: 'the-secret-of-somebody\n' });
      const { at, lint } = workspace({ '.git/HEAD': '', Dockerfile: UNPINNED });
      symlinkSync(`${elsewhere.path}/key`, at(name));
      const config = name === '.hadolint.yaml' ? ['--compat=hadolint', `--config=@/${name}`, '@/Dockerfile'] : ['@'];
      const { code, out, err } = await lint(config);
      elsewhere.remove();
      expect(code).toBeGreaterThan(0);
      expect(err).toContain('a string');
      expect(out + err).not.toContain('the-secret');
    },
  );

  test('globs that could take for ever do not', async () => {
    const { at, lint } = workspace({ '.git/HEAD': '', Dockerfile: UNPINNED });
    mkdirSync(at('a'.repeat(250)));
    writeFileSync(at(`${'a'.repeat(250)}/Dockerfile`), UNPINNED);
    writeFileSync(
      at('.tidewaiter.yaml'),
      `${SETTINGS}spec: { exclude: ["${'a*'.repeat(20)}b", "${'**/'.repeat(30)}b"] }\n`,
    );
    expect(await lint([...GNU, '@'])).toMatchObject({ code: expect.any(Number) });
  });
});

describe('a lock that cannot be used is an error', () => {
  test.each<[string, Trap]>([
    ['a pipe', fifo],
    ['a folder', folder],
    ['a device', linkTo('/dev/zero')],
    ['much', huge],
    ['half an object', text('{')],
  ])('%s', async (_name, trap) => {
    const { code, out, err } = await lintBeside('tidewaiter.lock', trap);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: tidewaiter\.lock:\d+:\d+: .+\n$/);
  });
});

describe('files that leave something out leave nothing out where they cannot be read', () => {
  const catastrophe = `${'a*'.repeat(200)}b\n${`${'**/'.repeat(30)}a*a*a*b\n`.repeat(1_000)}`;

  test.each(
    ['.gitignore', '.dockerignore', 'Dockerfile.dockerignore'].flatMap((name) =>
      (
        [
          ['a pipe', fifo],
          ['a folder', folder],
          ['a device', linkTo('/dev/zero')],
          ['much', huge],
          ['patterns that could take for ever', text(catastrophe)],
          ['no UTF-8', text('\ufffd\0[z-a]\n[\n\\\n!\n')],
        ] as const
      ).map(([what, trap]) => [name, what, trap] as const),
    ),
  )('%s: %s', async (name, _what, trap) => {
    expect(await lintBeside(name, trap)).toEqual({ code: 1, err: '', out: FOUND });
  });
});
