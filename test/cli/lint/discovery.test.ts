import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findDockerfiles } from '../../../src/cli/lint/discover.ts';
import { filesIn, ONLY_PINS, UNPINNED, workspace } from './workspace.ts';

/** Files with one finding each. */
function tree(names: readonly string[], more: Readonly<Record<string, string>> = {}) {
  return workspace({ ...Object.fromEntries(names.map((name) => [name, UNPINNED])), ...more });
}

const GNU = ['-f', 'gnu', ...ONLY_PINS];

describe('a folder', () => {
  test('is searched for everything that is called a Dockerfile', async () => {
    const wanted = [
      'Containerfile',
      'Containerfile.ci',
      'Dockerfile',
      'Dockerfile.dev',
      'app.Dockerfile',
      'app.containerfile',
      'app.dockerfile',
      '.devcontainer/Dockerfile',
      'a/b/Dockerfile',
    ];
    const others = [
      'Dockerfile.dockerignore',
      'Dockerfile.template',
      'Dockerfile.j2',
      'app.Dockerfile.orig',
      'README.md',
      'Dockerfile.yaml',
      'node_modules/x/Dockerfile',
      '.git/Dockerfile',
    ];
    const { code, out } = await tree([...wanted, ...others]).lint([...GNU, '@']);
    expect(code).toBe(1);
    expect(filesIn(out)).toEqual(wanted);
  });

  test('that is called Dockerfile is searched, and links to folders are not followed', async () => {
    const { lint, at } = tree(['Dockerfile/Dockerfile', 'a/Dockerfile']);
    symlinkSync(at('.'), at('a/loop'));
    symlinkSync(at('a'), at('b.Dockerfile'));
    symlinkSync(at('a/Dockerfile'), at('linked.Dockerfile'));
    expect(filesIn((await lint([...GNU, '@'])).out)).toEqual([
      'linked.Dockerfile',
      'Dockerfile/Dockerfile',
      'a/Dockerfile',
    ]);
  });

  test('without a Dockerfile is an error', async () => {
    const { lint } = workspace({ 'a.txt': '' });
    expect(await lint(['@'])).toMatchObject({ code: 2, err: 'error: .:1:1: no Dockerfile in or below this folder\n' });
  });

  test('given twice, or as a file too, is linted once', async () => {
    const { lint } = tree(['a/Dockerfile']);
    expect((await lint([...GNU, '@', '@/a', '@/a/./Dockerfile'])).out.match(/\n/g)).toHaveLength(1);
    const { root } = tree(['a/Dockerfile']);
    const { files } = await findDockerfiles([relative('.', root), root], { exclude: [], gitignore: true });
    expect(files).toHaveLength(1);
  });

  test('with more files or entries than are looked at says so', async () => {
    const { root } = tree(['a/Dockerfile', 'b/Dockerfile', 'c/Dockerfile']);
    const find = async (limits: { files: number; entries: number }) => {
      const { files, problems } = await findDockerfiles([root], { exclude: [], gitignore: true, limits });
      return { files: files.length, problems: problems.map(({ message }) => message) };
    };
    expect(await find({ files: 2, entries: 100 })).toEqual({
      files: 2,
      problems: ['more than 2 files; name fewer at a time'],
    });
    expect((await find({ files: 100, entries: 4 })).problems).toEqual([
      'more than 4 entries; name fewer folders at a time',
    ]);
  });
});

describe('.gitignore', () => {
  test('counts in a repository, also those above and below', async () => {
    const { lint, at } = tree(
      ['Dockerfile', 'build/Dockerfile', 'a/Dockerfile', 'a/out/Dockerfile', 'a/keep/Dockerfile', 'a/x.dockerfile'],
      { '.gitignore': 'build/\n*.dockerfile\nkeep\n', 'a/.gitignore': '/out\n!keep\n' },
    );
    mkdirSync(at('.git'));
    expect(filesIn((await lint([...GNU, '@'])).out)).toEqual(['Dockerfile', 'a/Dockerfile', 'a/keep/Dockerfile']);
    expect(filesIn((await lint([...GNU, '@/a'])).out)).toEqual(['a/Dockerfile', 'a/keep/Dockerfile']);
    expect(filesIn((await lint([...GNU, '--no-gitignore', '@/a'])).out)).toHaveLength(4);
  });

  test('does not count for what is named, nor from outside of the repository', async () => {
    const { lint, at } = tree(['repo/Dockerfile', 'repo/build/Dockerfile'], {
      '.gitignore': 'Dockerfile\n',
      'repo/.gitignore': 'build\n',
    });
    mkdirSync(at('repo/.git'));
    expect(filesIn((await lint([...GNU, '@/repo'])).out)).toEqual(['repo/Dockerfile']);
    expect(filesIn((await lint([...GNU, '@/repo/build/Dockerfile'])).out)).toEqual(['repo/build/Dockerfile']);
    expect(filesIn((await lint([...GNU, '@/repo/build'])).out)).toEqual(['repo/build/Dockerfile']);
  });

  test('leaves out what git leaves out', async () => {
    const patterns = [
      '*.tmp.Dockerfile',
      '/top',
      'deep/**/x',
      '!deep/**/x/Dockerfile',
      'a\\ b',
      'q?x',
      '[k-m]ore',
      '#c',
      'e/*',
      '!e/f/',
    ];
    const names = [
      'Dockerfile',
      'z.tmp.Dockerfile',
      'top/Dockerfile',
      's/top/Dockerfile',
      'deep/1/x/Dockerfile',
      'a b/Dockerfile',
      'qyx/Dockerfile',
      'lore/Dockerfile',
      '#c/Dockerfile',
      'e/g/Dockerfile',
      'e/f/Dockerfile',
    ];
    const { lint, root } = tree(names, { '.gitignore': `${patterns.join('\n')}\n` });
    execFileSync('git', ['init', '-q', root]);
    const listed = execFileSync('git', ['-C', root, 'ls-files', '-o', '--exclude-standard', '-z'], {
      encoding: 'utf8',
    });
    const { out } = await lint(['-f', 'json', ...ONLY_PINS, '@']);
    const found = JSON.parse(out).map(({ file }: { file: string }) => file);
    expect(found.toSorted()).toEqual(
      listed
        .split('\0')
        .filter((name) => name.endsWith('Dockerfile'))
        .toSorted(),
    );
  });
});

describe('globs', () => {
  test.each<[string, readonly string[]]>([
    ['@/**/Dockerfile*', ['a/Dockerfile', 'a/b/Dockerfile.dev']],
    ['@/*/Dockerfile', ['a/Dockerfile']],
    ['@/a/{x,b}/*', ['a/b/Dockerfile.dev', 'a/b/notes']],
    ['@/a/b/n?tes', ['a/b/notes']],
  ])('%s', async (glob, expected) => {
    const { lint } = tree(['a/Dockerfile', 'a/b/Dockerfile.dev', 'a/b/Dockerfile.dockerignore', 'a/b/notes', 'c']);
    expect(filesIn((await lint([...GNU, glob])).out)).toEqual(expected);
  });

  test('that match nothing are an error, and a file that is called like a glob is that file', async () => {
    const { lint } = tree(['[a].Dockerfile', 'a.Dockerfile']);
    expect(await lint(['@/*.none'])).toMatchObject({ code: 2, err: 'error: *.none:1:1: no file matches this glob\n' });
    expect(filesIn((await lint([...GNU, '@/[a].Dockerfile'])).out)).toEqual(['[a].Dockerfile']);
  });

  test('--exclude leaves out by name at any depth, or by path', async () => {
    const { lint } = tree(['Dockerfile', 'a/vendor/Dockerfile', 'a/Dockerfile', 'a/old.Dockerfile']);
    expect(filesIn((await lint([...GNU, '--exclude=vendor', '--exclude', 'old.*', '@'])).out)).toEqual([
      'Dockerfile',
      'a/Dockerfile',
    ]);
    expect((await lint(['--exclude=../x', '@'])).err).toContain('--exclude: must be a glob');
  });
});

describe('what cannot be read is an error with its place, and the rest is linted', () => {
  test.each<[string, Buffer, string]>([
    [
      'invalid UTF-8',
      Buffer.from('FROM a\nRUN é\xff\n', 'latin1'),
      '2:5: not UTF-8 from here on: save the file as UTF-8',
    ],
    [
      'UTF-8 that is cut',
      Buffer.from([0x61, 0x0a, 0x62, 0xe2, 0x82]),
      '2:2: not UTF-8 from here on: save the file as UTF-8',
    ],
    ['a NUL', Buffer.from('FROM a\nRUN é\0\n'), '2:6: a NUL character: a Dockerfile is text'],
    [
      'UTF-16',
      Buffer.from('\ufeffFROM a\n', 'utf16le'),
      '1:1: the file is in UTF-16, and Docker reads UTF-8: save it as UTF-8',
    ],
    [
      'UTF-16, big-endian',
      Buffer.from('feff0046', 'hex'),
      '1:1: the file is in UTF-16, and Docker reads UTF-8: save it as UTF-8',
    ],
  ])('%s', async (_name, content, message) => {
    const { lint } = workspace({ Dockerfile: UNPINNED, 'bad.Dockerfile': content });
    const { code, out, err } = await lint([...GNU, '@']);
    expect({ code, err }).toEqual({ code: 2, err: `error: bad.Dockerfile:${message}\n` });
    expect(filesIn(out)).toEqual(['Dockerfile']);
  });

  test('a file of 600 MB, a pipe, a device, and what is not there', async () => {
    const { lint, at } = workspace({ 'big/Dockerfile': '' });
    truncateSync(at('big/Dockerfile'), 600_000_000);
    execFileSync('mkfifo', [at('big/pipe.Dockerfile')]);
    const { code, err } = await lint(['@/big', '@/big/pipe.Dockerfile', '/dev/zero', '@/none']);
    expect(code).toBe(2);
    expect(err.split('\n')).toEqual([
      'error: big/pipe.Dockerfile:1:1: not a regular file',
      'error: none:1:1: no such file or folder',
      'error: big/Dockerfile:1:1: the file is too large: larger than 5 MiB',
      'error: big/pipe.Dockerfile:1:1: not a regular file; pipe it to standard input, and name `-` instead',
      'error: /dev/zero:1:1: not a regular file; pipe it to standard input, and name `-` instead',
      '',
    ]);
  });

  test('a folder and a file that this user may not read', async () => {
    const { lint, at } = workspace({ 'a/Dockerfile': UNPINNED, 'b/Dockerfile': UNPINNED });
    chmodSync(at('a/Dockerfile'), 0);
    const isRoot = process.getuid?.() === 0;
    const { code, err } = await lint([...GNU, '@']);
    expect(code).toBe(isRoot ? 1 : 2);
    if (!isRoot) expect(err).toBe('error: a/Dockerfile:1:1: this user may not read it\n');
  });

  test('standard input without an end', async () => {
    const { lint } = workspace({});
    const { code, err } = await lint(['-'], { stdin: Buffer.alloc(6 * 2 ** 20, 'a') });
    expect({ code, err }).toEqual({ code: 2, err: 'error: -:1:1: the file is too large: larger than 5 MiB\n' });
  });
});
