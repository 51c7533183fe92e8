import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findInputFiles } from '../../src/cli/input-files.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), 'a: 1\n');
  }
}

function search(operands: readonly string[], limits?: { files: number; entries: number }) {
  const { files, problems } = findInputFiles(operands, limits);
  const short = (path: string) => path.replace(`${folder}/`, '').replace(folder, '.');
  return {
    files: files.map(({ path, named }) => (named ? `${short(path)} (named)` : short(path))),
    problems: problems.map(({ file, message }) => `${short(file)}: ${message}`),
  };
}

describe('a folder', () => {
  test('is searched for manifests, in the order of names', () => {
    write('b.yaml', 'a/z.yml', 'a/y.json', 'a/README.md', 'a.txt', 'c.YAML');
    expect(search([folder])).toEqual({ files: ['a/y.json', 'a/z.yml', 'b.yaml'], problems: [] });
  });

  test('leaves out hidden entries and node_modules', () => {
    write('.git/a.yaml', '.hidden.yaml', 'node_modules/x/a.yaml', 'x/node_modules/a.yaml', 'seen.yaml');
    expect(search([folder]).files).toEqual(['seen.yaml']);
  });

  test('without any manifest is a problem', () => {
    write('README.md');
    expect(search([folder])).toEqual({
      files: [],
      problems: ['.: no *.yaml, *.yml or *.json file, and no Dockerfile, in or below this folder'],
    });
  });

  test('named twice is read once', () => {
    write('a.yaml');
    expect(search([folder, folder, join(folder, 'a.yaml')])).toEqual({ files: ['a.yaml'], problems: [] });
  });
});

describe('links', () => {
  test('are followed to files and folders', () => {
    write('real/a.yaml', 'target');
    mkdirSync(join(folder, 'review'));
    symlinkSync(join(folder, 'real'), join(folder, 'review/linked'));
    symlinkSync(join(folder, 'target'), join(folder, 'review/b.yaml'));
    expect(search([join(folder, 'review')]).files).toEqual(['review/b.yaml', 'review/linked/a.yaml']);
  });

  test('of a mounted ConfigMap lead through the hidden ..data folder', () => {
    write('..2026/policy.yaml');
    symlinkSync('..2026', join(folder, '..data'));
    symlinkSync('..data/policy.yaml', join(folder, 'policy.yaml'));
    expect(search([folder]).files).toEqual(['policy.yaml']);
  });

  test('in a loop end', () => {
    write('a/a.yaml');
    symlinkSync('..', join(folder, 'a/up'));
    symlinkSync('.', join(folder, 'a/here'));
    symlinkSync('self.yaml', join(folder, 'a/self.yaml'));
    expect(search([folder])).toEqual({
      files: ['a/a.yaml'],
      problems: ['a/self.yaml: the links lead in a circle'],
    });
  });

  test('to nowhere matter where they are named like a manifest', () => {
    write('a.yaml');
    symlinkSync('nowhere', join(folder, 'notes'));
    symlinkSync('nowhere', join(folder, 'b.yaml'));
    expect(search([folder])).toEqual({ files: ['a.yaml'], problems: ['b.yaml: no such file or folder'] });
  });
});

test('what is not a regular file is a problem and is not opened', () => {
  write('a.yaml');
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
  expect(search([folder])).toEqual({ files: ['a.yaml'], problems: ['pipe.yaml: not a regular file'] });
});

test('files and standard input are taken as they are named', () => {
  write('a.txt');
  const found = search([join(folder, 'a.txt'), '-', join(folder, 'missing.yaml')]);
  expect(found).toEqual({ files: ['a.txt (named)', '- (named)'], problems: ['missing.yaml: no such file or folder'] });
});

describe('bounds', () => {
  test('on files: one problem, and the search ends', () => {
    write('a.yaml', 'b.yaml', 'c/c.yaml', 'c/d.yaml', 'e.yaml');
    expect(search([folder], { files: 2, entries: 100 })).toEqual({
      files: ['a.yaml', 'b.yaml'],
      problems: ['c/c.yaml: more than 2 files; name fewer at a time'],
    });
  });

  test('on entries of any name', () => {
    write('a/1', 'a/2', 'a/3', 'b.yaml');
    const { files, problems } = search([folder], { files: 10, entries: 3 });
    expect(files).toEqual([]);
    expect(problems).toContain('a: more than 3 entries');
  });
});
