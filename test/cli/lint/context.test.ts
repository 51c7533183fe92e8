import { symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { FolderContext } from '../../../src/cli/lint/build-context.ts';
import { workspace } from './workspace.ts';

const tar = Buffer.alloc(1_024);
tar.write('ustar', 257);

describe('what is known of a context', () => {
  const files = {
    'app/Dockerfile': '',
    'app/plain.tar': 'no tar',
    'app/archive': tar,
    'app/small.gz': gzipSync('x'),
    'app/x.xz': Buffer.from('fd377a585a00', 'hex'),
    'app/x.zst': Buffer.from('28b52ffd00', 'hex'),
    'app/x.bz2': 'BZh9',
    'app/empty': '',
    secret: 's',
  };

  test.each<[string, object | undefined]>([
    ['plain.tar', { kind: 'file', size: 6, archive: false }],
    ['archive', { kind: 'file', size: 1_024, archive: true }],
    ['small.gz', { kind: 'file', size: expect.any(Number), archive: true }],
    ['x.xz', { kind: 'file', size: 6, archive: true }],
    ['x.zst', { kind: 'file', size: 5, archive: true }],
    ['x.bz2', { kind: 'file', size: 4, archive: true }],
    ['empty', { kind: 'file', size: 0, archive: false }],
    ['/', { kind: 'directory' }],
    ['none', { kind: 'missing' }],
    ['empty/below', { kind: 'missing' }],
    ['link', { kind: 'file', size: 0, archive: false }],
    // The context is its own root.
    ['../secret', { kind: 'missing' }],
    ['a\0b', undefined],
  ])('%s', (path, entry) => {
    const { at } = workspace(files);
    symlinkSync('empty', at('app/link'));
    expect(new FolderContext(at('app/Dockerfile'), undefined).entry(path)).toEqual(entry);
  });

  test('the folder that the user names is the context', () => {
    const { at, root } = workspace(files);
    expect(new FolderContext(at('app/Dockerfile'), root).entry('secret')).toMatchObject({ kind: 'file' });
  });

  test('.dockerignore is that of the context, or the one beside the Dockerfile', () => {
    const ignoreOf = (more: Readonly<Record<string, string>>, folder?: string) => {
      const { at } = workspace({ ...files, ...more });
      const { ignore } = new FolderContext(at('app/Dockerfile'), folder === undefined ? undefined : at(folder));
      return typeof ignore === 'object' ? ignore.patterns : ignore;
    };
    expect(ignoreOf({})).toBe('none');
    expect(ignoreOf({ 'app/.dockerignore': 'a\n' })).toEqual(['a']);
    expect(ignoreOf({ 'app/.dockerignore': 'a\n', 'app/Dockerfile.dockerignore': 'b\n' })).toEqual(['b']);
    expect(ignoreOf({ 'app/.dockerignore': 'a\n', '.dockerignore': 'c\n' }, '.')).toEqual(['c']);
    expect(ignoreOf({ 'app/.dockerignore/x': '' })).toBeUndefined();
  });
});

test('rules are told: what is ignored is not copied, and an archive is unpacked', async () => {
  const { lint } = workspace({
    Dockerfile: 'FROM scratch\nCOPY secret.txt /\nADD archive /\nADD plain /\n',
    '.dockerignore': 'secret.txt\n',
    'secret.txt': '',
    archive: tar,
    plain: 'x',
  });
  const { out } = await lint(['-f', 'gnu', '--shellcheck=off', '@']);
  expect(out).toMatch(/:2\.\d.*\[copy-ignored-file\]/);
  expect(out).toMatch(/:4\.\d.*\[prefer-copy\]/);
  expect(out).not.toMatch(/:3\.\d.*\[prefer-copy\]/);
});
