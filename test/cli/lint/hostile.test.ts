import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { folderWith } from '../command-line.ts';
import { ONLY_PINS, UNPINNED, workspace } from './workspace.ts';

const MIB = 2 ** 20;
const GNU = ['--format=gnu', ...ONLY_PINS];

/** An error of the one line that is on standard error, and nothing that looks like the inside of the program. */
function refused(err: string, expected: string): void {
  expect(err).toBe(`error: ${expected}\n`);
}

describe('files that are no Dockerfile', () => {
  test.each<[string, Buffer, string]>([
    ['a line of 100 MB', Buffer.alloc(100 * MIB, 'a'), '1:1: the file is too large: larger than 5 MiB'],
    ['a NUL character', Buffer.from('FROM a\nRUN \0x\n'), '2:5: a NUL character: a Dockerfile is text'],
    [
      'Latin-1',
      Buffer.from('FROM a\nRUN caf\xe9 x\n', 'latin1'),
      '2:8: not UTF-8 from here on: save the file as UTF-8',
    ],
    ['half a character', Buffer.from([0x41, 0xe2, 0x82]), '1:2: not UTF-8 from here on: save the file as UTF-8'],
    ['a surrogate', Buffer.from([0x0a, 0xed, 0xa0, 0x80]), '2:1: not UTF-8 from here on: save the file as UTF-8'],
    [
      'UTF-16, little endian',
      Buffer.from('\ufeffFROM a\n', 'utf16le'),
      '1:1: the file is in UTF-16, and Docker reads UTF-8: save it as UTF-8',
    ],
    [
      'UTF-16, big endian',
      Buffer.from('\ufeffFROM a\n', 'utf16le').swap16(),
      '1:1: the file is in UTF-16, and Docker reads UTF-8: save it as UTF-8',
    ],
    ['UTF-16 without a mark', Buffer.from('FROM a\n', 'utf16le'), '1:2: a NUL character: a Dockerfile is text'],
    ['the same, big endian', Buffer.from('FROM a\n', 'utf16le').swap16(), '1:1: a NUL character: a Dockerfile is text'],
  ])('%s is an error with its place', async (_name, content, message) => {
    const { code, out, err } = await workspace({ Dockerfile: content }).lint([...GNU, '@']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    refused(err, `Dockerfile:${message}`);
  });

  test('a sparse file of 600 MiB is not read', async () => {
    const { at, lint } = workspace({ 'x/Dockerfile': '' });
    const file = openSync(at('x/Dockerfile'), 'r+');
    ftruncateSync(file, 600 * MIB);
    closeSync(file);
    const { code, err } = await lint([...GNU, '@']);
    expect(code).toBe(2);
    refused(err, 'x/Dockerfile:1:1: the file is too large: larger than 5 MiB');
  });

  test('the others of a run are linted all the same', async () => {
    const { lint } = workspace({ 'a/Dockerfile': UNPINNED, 'b/Dockerfile': Buffer.from([0xff]) });
    expect(await lint([...GNU, '@'])).toMatchObject({ code: 2, out: expect.stringMatching(/^a\/Dockerfile:1\.6/) });
  });

  test.each<[string, string | Buffer, string]>([
    ['nothing', '', 'Dockerfile:1.1: error: this file holds no instruction'],
    ['a byte order mark', '\ufeff', 'Dockerfile:1.1: error: this file holds no instruction'],
    ['one in front of FROM', `\ufeff${UNPINNED}`, 'error: FROM takes the image "alpine:3.20" without a digest'],
    ['carriage returns', UNPINNED.replace('\n', '\r\n'), 'error: FROM takes the image "alpine:3.20" without a digest'],
    ['no line end', UNPINNED.trim(), 'error: FROM takes the image "alpine:3.20" without a digest'],
  ])('a file with %s is linted', async (_name, content, expected) => {
    const { code, out, err } = await workspace({ Dockerfile: content }).lint([...GNU, '@']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain(expected);
  });
});

describe('things that are no files', () => {
  const PIPE_IT = 'not a regular file; pipe it to standard input, and name `-` instead';

  test('folders of that name are looked into', async () => {
    const { lint } = workspace({ 'Dockerfile/Dockerfile': UNPINNED });
    expect((await lint([...GNU, '@'])).out).toMatch(/^Dockerfile\/Dockerfile:1\.6/);
  });

  test('pipes are not waited for', async () => {
    const { at, lint } = workspace({ 'x/y': '' });
    execFileSync('mkfifo', [at('x/Dockerfile')]);
    refused((await lint([...GNU, '@'])).err, 'x/Dockerfile:1:1: not a regular file');
    refused((await lint([...GNU, '@/x/Dockerfile'])).err, `x/Dockerfile:1:1: ${PIPE_IT}`);
  });

  test.each(['/dev/zero', '/dev/null', '/dev/random'])('%s is not read', async (device) => {
    const { code, err } = await workspace({}).lint([...GNU, device]);
    expect(code).toBe(2);
    refused(err, `${device}:1:1: ${PIPE_IT}`);
  });

  test.each([
    ['Dockerfile', 'the links lead in a circle'],
    ['nowhere', 'no such file or folder'],
  ])('a link to %s is an error', async (target, message) => {
    const { at, lint } = workspace({ 'x/y': '' });
    symlinkSync(target, at('x/Dockerfile'));
    for (const operand of ['@', '@/x/Dockerfile']) {
      refused((await lint([...GNU, operand])).err, `x/Dockerfile:1:1: ${message}`);
    }
  });

  test('links to folders are not followed, so that circles are none', async () => {
    const { at, lint } = workspace({ 'x/Dockerfile': UNPINNED });
    for (const [name, target] of [
      ['self', '.'],
      ['up', '..'],
      ['root', '/'],
    ] as const) {
      symlinkSync(target, at(`x/${name}`));
    }
    expect((await lint([...GNU, '--quiet', '@'])).out.trim().split('\n')).toHaveLength(1);
  });

  test('links out of what is searched show nobody the lines of other files', async () => {
    const elsewhere = folderWith({ secret: 'top secret\n' });
    const { at, lint } = workspace({ '.git/HEAD': '', 'shared/base': UNPINNED, 'x/y': '' });
    symlinkSync(`${elsewhere.path}/secret`, at('x/Dockerfile'));
    symlinkSync('../shared/base', at('x/Dockerfile.base'));
    const { code, out, err } = await lint([...ONLY_PINS, '@/x']);
    elsewhere.remove();
    expect(code).toBe(2);
    expect(err).toContain('x/Dockerfile:1:1: this link leads out of the repository');
    expect(out).toContain('--> x/Dockerfile.base:1:6');
    expect(out).not.toContain('secret');
  });
});

describe('names of files', () => {
  const NAMES = [
    'Dockerfile.\n::error::pwned',
    'Dockerfile.\u001b[31mred',
    '::error file=x::.dockerfile',
    'Dockerfile.\'"<&>',
    'Dockerfile.##[error]x',
    'Dockerfile.\u202etxt',
    'Dockerfile.\r',
    'Dockerfile.%0A::error::x',
  ];

  test.each(['text', 'gnu', 'json', 'jsonl', 'github', 'sarif', 'junit', 'checkstyle', 'gitlab'])(
    'deceive nobody in %s',
    async (format) => {
      const { at, lint } = workspace({ 'x/y': '' });
      for (const name of NAMES) writeFileSync(at(`x/${name}`), UNPINNED);
      const { code, out, err } = await lint([...ONLY_PINS, `--format=${format}`, '@/x']);
      expect({ code, err }).toEqual({ code: 1, err: '' });
      expect(out.match(/without a digest/g)?.length).toBeGreaterThanOrEqual(NAMES.length);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
      expect(out).not.toMatch(/^::error::pwned|^\s*::error file=x::/m);
      // A line that is a command of GitHub's newer form is none of the older one.
      if (format !== 'github') expect(out).not.toContain('##[error]x');
    },
  );

  test('that are no UTF-8 are an error, not passed over', async () => {
    const { root, lint } = workspace({ 'a/Dockerfile': UNPINNED });
    writeFileSync(Buffer.concat([Buffer.from(`${root}/Dockerfile.`), Buffer.from([0xff])]), UNPINNED);
    expect(await lint([...GNU, '@'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error: Dockerfile\.\ufffd/),
    });
  });
});
