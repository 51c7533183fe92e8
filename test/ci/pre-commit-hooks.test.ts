import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { isDockerfile } from '../../src/cli/file-names.ts';
import { schemaProblems } from '../support/public-schemas.ts';

interface Hook {
  readonly id: string;
  readonly files: string;
  readonly exclude: string;
}

const HOOKS: readonly Hook[] = parse(readFileSync(join(import.meta.dirname, '../../.pre-commit-hooks.yaml'), 'utf8'));

test('the hooks are what pre-commit reads', () => {
  const problems = schemaProblems('pre-commit-hooks');
  expect(problems(HOOKS)).toEqual([]);
  expect(problems([{ ...HOOKS[0], language: 'nodejs' }])).not.toEqual([]);
  expect(HOOKS.map(({ id }) => id)).toEqual(['tidewaiter-lint', 'tidewaiter-lint-fix']);
});

describe.each(HOOKS)('$id', ({ files, exclude }) => {
  const takes = (path: string) => new RegExp(files).test(path) && !new RegExp(exclude).test(path);

  test.each([
    ['Dockerfile', true],
    ['Containerfile', true],
    ['a b/Dockerfile', true],
    ['Dockerfile.dev', true],
    ['Dockerfile.dev.x', true],
    ['app.dockerfile', true],
    ['app.Dockerfile', true],
    ['a/app.containerfile', true],
    ['x.dockerignore', false],
    ['.dockerignore', false],
    ['Dockerfile.dockerignore', false],
    ['app.dockerfile.dockerignore', false],
    ['Dockerfile.yaml', false],
    ['Dockerfile.yml', false],
    ['Dockerfile.json', false],
    ['Dockerfile/main.c', false],
    ['Dockerfile.d/main.c', false],
    ['MyDockerfile', false],
    ['dockerfile', false],
    ['Dockerfile.', false],
  ])('of %s: %s, as in folders', (path, expected) => {
    expect({ hook: takes(path), folder: isDockerfile(path) }).toEqual({ hook: expected, folder: expected });
  });

  test('leaves out what would be taken for flags', () => {
    expect(takes('--shellcheck=./x.dockerfile')).toBe(false);
    expect(takes('a/-x.dockerfile')).toBe(true);
  });
});
