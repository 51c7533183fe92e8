import { describe, expect, test } from '@jest/globals';
import { checkPathGlob, compilePathGlob } from '../../src/parse/path-glob.ts';

describe('a glob over paths', () => {
  test.each([
    ['Dockerfile', ['Dockerfile', 'a/b/Dockerfile', './Dockerfile'], ['Dockerfile.dev', 'a/xDockerfile']],
    ['*.dockerfile', ['a.dockerfile', 'x/b.dockerfile'], ['dockerfile', 'a.dockerfile.txt']],
    ['/Dockerfile', ['Dockerfile', '/Dockerfile'], ['a/Dockerfile']],
    [
      'services/*/Dockerfile',
      ['services/a/Dockerfile'],
      ['services/Dockerfile', 'services/a/b/Dockerfile', 'x/services/a/Dockerfile'],
    ],
    ['services/**/Dockerfile', ['services/Dockerfile', 'services/a/b/Dockerfile'], ['Dockerfile', 'services/a']],
    ['**/Dockerfile', ['Dockerfile', 'a/b/Dockerfile'], ['Dockerfilex']],
    ['vendor', ['vendor/a/Dockerfile', 'x/vendor/Dockerfile', 'vendor'], ['vendors/Dockerfile']],
    ['vendor/', ['vendor/a/Dockerfile'], ['vendo/Dockerfile']],
    ['a/**', ['a/b', 'a/b/c'], ['b/a']],
    ['a/b?', ['a/bc', 'a/bc/d'], ['a/b', 'a/bcd']],
    ['**', ['a', 'a/b'], []],
  ])('%s', (pattern, fitting, others) => {
    const fits = compilePathGlob(pattern);
    expect(fitting.filter((path) => !fits(path))).toEqual([]);
    expect(others.filter(fits)).toEqual([]);
  });

  test.each([
    ['/', 'names no file'],
    ['../a', 'may not go up'],
    ['a\\', 'may not end in'],
    [Array(40).fill('a').join('/'), 'more than 32 parts'],
    [`${'a'.repeat(300)}/b`, 'longer than'],
  ])('%s is refused', (pattern, message) => {
    expect(checkPathGlob(pattern)).toContain(message);
    expect(() => compilePathGlob(pattern)).toThrow(message);
  });

  test('many stars on a long path are no trouble', () => {
    const fits = compilePathGlob(`${'**/'.repeat(30)}x`);
    expect(fits(`${'a/'.repeat(50_000)}b`)).toBe(false);
  });
});
