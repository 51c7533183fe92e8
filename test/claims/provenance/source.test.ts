import { describe, expect, test } from '@jest/globals';
import { parseSource } from '../../../src/claims/provenance/source.ts';

describe('sources', () => {
  test.each<[string, { repository: string; ref?: string }]>([
    [
      'git+https://github.com/acme/app@refs/tags/v1',
      { repository: 'https://github.com/acme/app', ref: 'refs/tags/v1' },
    ],
    [
      'git+https://github.com/acme/app.git@refs/heads/a/b',
      { repository: 'https://github.com/acme/app', ref: 'refs/heads/a/b' },
    ],
    ['git+https://github.com/acme/app@v1', { repository: 'https://github.com/acme/app', ref: 'v1' }],
    [
      'https://github.com/acme/app.git#refs/heads/main:sub',
      { repository: 'https://github.com/acme/app', ref: 'refs/heads/main' },
    ],
    ['https://github.com/acme/app.git#:sub', { repository: 'https://github.com/acme/app' }],
    ['https://GitHub.com/acme/App/', { repository: 'https://github.com/acme/App' }],
    ['https://user:token@github.com/acme/app', { repository: 'https://github.com/acme/app' }],
    ['https://github.com@evil.test/acme/app', { repository: 'https://evil.test/acme/app' }],
    ['git@github.com:acme/app.git#main', { repository: 'ssh://github.com/acme/app', ref: 'main' }],
    ['ssh://git@github.com/acme/app.git', { repository: 'ssh://github.com/acme/app' }],
    ['https://dev.test/p/_git/r?version=GBmain', { repository: 'https://dev.test/p/_git/r?version=GBmain' }],
  ])('%s', (address, source) => {
    expect(parseSource(address)).toEqual(source);
  });

  test('a ref beside the address counts', () => {
    expect(parseSource('https://github.com/acme/app', 'refs/heads/x')?.ref).toBe('refs/heads/x');
  });

  test.each([
    '',
    'acme/app',
    'https://github.com',
    'https://github.com/',
    'https://github.com/acme/../evil/app',
    'https://github.com/acme/./app',
    'https://github.com/acme//app',
    'https://github.com/acme/%2e%2e/evil',
    'https://github.com\\@evil.test/acme/app',
    'https://a@b@github.com/acme/app',
    'https://host.test/acme/app@evil/repo',
    'https://host.test/acme/app@one@two',
    'https://github.com/acme/app\n',
    'https://github.com/acme/äpp',
    `https://github.com/${'a'.repeat(2_048)}`,
  ])('cannot be read: %j', (address) => {
    expect(parseSource(address)).toBeUndefined();
  });
});
