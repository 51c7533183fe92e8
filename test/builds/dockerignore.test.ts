import { describe, expect, test } from '@jest/globals';
import { cleanPath, readDockerignore } from '../../src/builds/dockerignore.ts';

function excludes(lines: string, path: string): boolean {
  return readDockerignore('.dockerignore', lines).excludes(path);
}

describe('what a .dockerignore leaves out', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['file', ['file', 'file/below/it', './file', '/file', 'x/../file'], ['files', 'a/file', 'fil']],
    ['/file', ['file'], ['a/file']],
    ['./file/', ['file'], []],
    ['a//b/../c', ['a/c', 'a/c/d'], ['a/b']],
    ['*', ['a', 'a/b'], []],
    ['*.go', ['x.go', '.go', 'x.go/y'], ['a/x.go', 'x.gox']],
    ['a*', ['a', 'ab', 'ab/c'], ['ba']],
    ['a*/b', ['abc/b'], ['a/c/b']],
    ['a*b?c*x', ['abxbbxdbxebxczzx'], ['abxbbxdbxebxczzy']],
    ['a?c', ['abc', 'a☺c', 'a😀c'], ['ac', 'a/c', 'abbc']],
    ['**', ['a', 'a/b'], []],
    ['**/', ['a', 'a/b'], []],
    ['**/**', ['a', 'a/b'], []],
    ['dir/**', ['dir/a', 'dir/a/b'], ['dir', 'dirt/a', 'x/dir/a']],
    ['dir**', ['dir', 'dirt', 'dir/a'], ['di']],
    ['**/dir', ['dir', 'a/dir', 'a/b/dir', 'a/dir/x'], ['adir', 'a/xdir']],
    ['**/a/b', ['a/b', 'x/a/b'], ['xa/b', 'a/x/b']],
    ['**file', ['file', 'afile', 'x/afile', 'afile/y'], ['files']],
    ['**/*.txt', ['x.txt', 'a/b/x.txt'], ['x.txt2']],
    ['**/**/*.txt', ['x.txt', 'a/b/x.txt'], ['x.txt2']],
    ['**/file*txt', ['a/file.x.txt', 'filetxt'], ['a/file/txt']],
    ['**file*', ['file1', 'a/file1'], ['afile1']],
    ['a**/*.txt', ['a/x.txt', 'a/b/x.txt', 'ab/x.txt'], ['x.txt', 'b/x.txt']],
    ['a/*.txt', ['a/x.txt'], ['a/b/x.txt']],
    ['a/*.txt**', ['a/x.txt', 'a/x.txt/b', 'a/x.txtb'], ['a/b']],
    ['**/dir2/*', ['dir/dir2/file', 'dir2/a/b'], ['dir2']],
    ['**/dir2/**', ['dir/dir2/dir3/file', 'dir2/a'], ['dir2', 'a/dir2']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['ab', 'a/xb']],
    ['a[b-d]e', ['ace'], ['ae', 'aae', 'a[b-d]e']],
    ['a[^b-d]e', ['aze', 'a☺e'], ['ace']],
    ['[abx-z]', ['a', 'y'], ['c']],
    ['[\\]a]', [']', 'a'], ['b', '\\']],
    ['[x\\-]', ['x', '-'], ['z']],
    ['[a-ζ]*', ['α', 'b1'], ['A']],
    ['a]', ['a]'], ['a']],
    ['a\\*b', ['a*b'], ['ab', 'axb']],
    ['a\\\\', ['a\\'], ['a']],
    ['.*', ['.foo'], ['foo']],
    ['abc.def', ['abc.def'], ['abcZdef']],
    ['a.|)$(}+{bc', ['a.|)$(}+{bc'], ['a']],
    ['../x', [], ['x']],
    ['/', [], ['x']],
    ['😀*', ['😀1'], ['1']],
  ])('%s', (pattern, inside, outside) => {
    expect(inside.filter((path) => !excludes(pattern, path))).toEqual([]);
    expect(outside.filter((path) => excludes(pattern, path))).toEqual([]);
  });

  test.each<[string, string, string, boolean]>([
    ['an exception behind it', '*.go\n!x.go', 'x.go', false],
    ['an exception in front of it', '!x.go\n*.go', 'x.go', true],
    ['an exception in a folder', 'docs\n!docs/README.md', 'docs/README.md', false],
    ['an exception for a folder', '**\n!util/docker/web', 'util/docker/web/foo', false],
    ['and left out again', '**\n!util/docker/web\nutil/docker/web/foo', 'util/docker/web/foo', true],
    ['an exception with white space', 'docs\n  !  /docs/README.md  ', 'docs/README.md', false],
    ['a comment', '#docs', 'docs', false],
    ['what only looks like a comment', ' #docs', '#docs', true],
    ['white space at the ends', '\t docs \t', 'docs', true],
    ['CRLF', 'docs\r\nsrc\r\n', 'src', true],
    ['a byte order mark', '\uFEFFdocs', 'docs', true],
    ['an empty file', '', 'docs', false],
    ['empty lines', '\n\n\n', 'docs', false],
  ])('%s', (_, lines, path, expected) => {
    expect(excludes(lines, path)).toBe(expected);
  });

  test.each<[string, boolean]>([
    ['*', true],
    ['**', true],
    ['**/*', true],
    ['.*', false],
    ['?', false],
    ['.', false],
    ['*\n!*', false],
    ['a\n*\n!b', true],
  ])('all of the context, with the patterns %j', (lines, expected) => {
    for (const path of ['.', '/', './', '']) expect(excludes(lines, path)).toBe(expected);
  });

  test.each<[string, string]>([
    ['[', 'a "[" in it is not closed, or what stands between the brackets is no list of characters'],
    ['a[', 'a "[" in it is not closed, or what stands between the brackets is no list of characters'],
    ['[^bc', 'a "[" in it is not closed, or what stands between the brackets is no list of characters'],
    ['[]a]', 'a "[" in it is not closed, or what stands between the brackets is no list of characters'],
    ['[-x]', 'a "[" in it is not closed, or what stands between the brackets is no list of characters'],
    ['[x-]', 'a "[" in it is not closed, or what stands between the brackets is no list of characters'],
    ['[a-b-c]', 'a "[" in it is not closed, or what stands between the brackets is no list of characters'],
    ['[a\\', 'a "[" in it is not closed, or what stands between the brackets is no list of characters'],
    ['a\\', 'it ends in "\\", which escapes nothing'],
    ['!', 'it names nothing behind the "!"'],
    ['! ', 'it names nothing behind the "!"'],
    ['x'.repeat(4097), 'it is longer than 4096 characters'],
  ])('a pattern that Docker refuses: %s', (pattern, reason) => {
    const { invalid, excludes: isExcluded } = readDockerignore('.dockerignore', `ok\n\n${pattern}\nok2`);
    expect(invalid).toEqual([{ line: 3, pattern: pattern.trim(), reason }]);
    expect([isExcluded('ok'), isExcluded('ok2'), isExcluded('x')]).toEqual([true, true, false]);
  });

  test('patterns as they count, and whether there are exceptions', () => {
    const ignore = readDockerignore('x.dockerignore', '# c\n/a/\n\n! b/../c \n./d');
    expect(ignore.file).toBe('x.dockerignore');
    expect(ignore.patterns).toEqual(['a', '!c', 'd']);
    expect(ignore.hasExceptions).toBe(true);
    expect(ignore.invalid).toEqual([]);
    expect(readDockerignore('x', 'a').hasExceptions).toBe(false);
  });

  test('patterns that make others slow are followed once along the path', () => {
    const path = `${'a/'.repeat(1000)}b`;
    expect(excludes(`${'**/a*'.repeat(500)}c`, path)).toBe(false);
    expect(excludes(`${'*a'.repeat(1000)}c`, 'a'.repeat(4000))).toBe(false);
  });
});

test('the work for all paths together is bounded', () => {
  const ignore = readDockerignore(
    '.dockerignore',
    `${Array.from({ length: 5000 }, (_, at) => `*/a*/b${at}`).join('\n')}\nlast`,
  );
  expect(ignore.excludes('last')).toBe(true);
  const path = `x/a${'y/'.repeat(1500)}`;
  for (let asked = 0; asked < 3; asked += 1) ignore.excludes(path);
  expect(ignore.excludes('last')).toBe(false);
});

describe('a clean path', () => {
  test.each([
    ['', '.'],
    ['.', '.'],
    ['a/./b//c/', 'a/b/c'],
    ['a/..', '.'],
    ['../a/..', '..'],
    ['../../a', '../../a'],
    ['/../a', '/a'],
    ['/', '/'],
    ['///', '/'],
  ])('%j is %j', (path, expected) => {
    expect(cleanPath(path)).toBe(expected);
  });
});
