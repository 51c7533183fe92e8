import { describe, expect, test } from '@jest/globals';
import type { ImageReference } from '../../src/model/image-reference.ts';
import { checkImagePattern, compileImagePattern } from '../../src/parse/image-pattern.ts';
import { parseImageReference } from '../../src/parse/image-reference.ts';

function read(text: string): ImageReference {
  const parsed = parseImageReference(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.reference;
}

describe('matching', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'registry.example.com/**',
      ['registry.example.com/web', 'registry.example.com/a/b/c:1', 'REGISTRY.example.com/web'],
      [
        'registry.example.com:443/web',
        'registry.example.com.evil.example/web',
        'evil.example/registry.example.com/web',
        'my-registry.example.com/web',
        'registry.example.co/web',
      ],
    ],
    [
      'ghcr.io/acme/*',
      ['ghcr.io/acme/web', 'ghcr.io/acme/web:1.2'],
      ['ghcr.io/acme/web/debug', 'ghcr.io/acme-evil/web', 'ghcr.io/acme', 'acme/web'],
    ],
    [
      'ghcr.io/acme/**',
      ['ghcr.io/acme/web', 'ghcr.io/acme/web/debug'],
      ['ghcr.io/acme', 'ghcr.io/acme-evil/web', 'ghcr.io/x/acme/web'],
    ],
    ['ghcr.io/acme/web', ['ghcr.io/acme/web:1'], ['ghcr.io/acme/web2', 'ghcr.io/acme/we', 'ghcr.io/acme/web/x']],
    ['ghcr.io/*/web', ['ghcr.io/a/web'], ['ghcr.io/web', 'ghcr.io/a/b/web']],
    ['ghcr.io/**/web', ['ghcr.io/web', 'ghcr.io/a/web', 'ghcr.io/a/web/b/web'], ['ghcr.io/a/web2', 'ghcr.io/web/b']],
    ['ghcr.io/**/a/**', ['ghcr.io/a/x', 'ghcr.io/b/a/a/c'], ['ghcr.io/a', 'ghcr.io/b/c', 'ghcr.io/b/a']],
    [
      'ghcr.io/team-*/web-*-prod',
      ['ghcr.io/team-a/web-x-prod'],
      ['ghcr.io/teama/web-x-prod', 'ghcr.io/team-a/web-x-prod2'],
    ],
    [
      '*.example.com/team/**',
      ['a.example.com/team/x', 'A.EXAMPLE.com/team/x/y'],
      [
        'example.com/team/x',
        'a.b.example.com/team/x',
        'a.example.com:5000/team/x',
        'a.example.com/team2/x',
        '[::1]/team/x',
      ],
    ],
    ['*.EXAMPLE.com:5000/**', ['a.example.com:5000/x'], ['a.example.com/x', 'a.example.com:50000/x']],
    [
      'registry-*.example.com/**',
      ['registry-eu.example.com/x'],
      ['registry.example.com/x', 'registry-a.b.example.com/x'],
    ],
    ['10.0.0.*/**', ['10.0.0.7/x'], ['10.0.1.7/x']],
    ['localhost:5000/**', ['localhost:5000/x'], ['localhost/x', 'localhost:5001/x']],
    ['[2001:DB8::1]:5000/**', ['[2001:db8::1]:5000/x'], ['[2001:db8::2]:5000/x']],
    ['Team/**', ['Team/x'], ['docker.io/team/x', 'team/x']],
    [
      'nginx',
      ['nginx:1.27', 'docker.io/library/nginx', 'index.docker.io/nginx'],
      ['acme/nginx', 'ghcr.io/library/nginx'],
    ],
    ['nginx*', ['nginx', 'nginx-exporter'], ['acme/nginx']],
    ['acme/*', ['acme/web', 'docker.io/acme/web'], ['web', 'ghcr.io/acme/web']],
    [
      'docker.io/library/nginx',
      ['nginx', 'nginx:1@sha256:'.concat('0'.repeat(64))],
      ['registry-1.docker.io/library/nginx'],
    ],
    ['docker.io/*', ['nginx'], ['acme/web']],
    ['index.docker.io/**', ['nginx', 'acme/web'], ['ghcr.io/acme/web']],
    ['docker.io/**', ['nginx', 'acme/web', 'acme/a/b'], ['registry-1.docker.io/acme/web', 'docker.io:443/acme/web']],
    ['**', ['nginx', 'ghcr.io/acme/web', 'localhost:5000/a/b/c'], []],
  ])('%s', (pattern, matching, other) => {
    const matches = compileImagePattern(pattern);
    expect(matching.filter((text) => !matches(read(text)))).toEqual([]);
    expect(other.filter((text) => matches(read(text)))).toEqual([]);
  });

  test('many wildcards come to an end on a long name', () => {
    const long = read(`ghcr.io/${'a/'.repeat(126)}b`);
    expect(compileImagePattern(`ghcr.io/${'**/a/'.repeat(40)}c`)(long)).toBe(false);
    expect(compileImagePattern(`ghcr.io/${'**/*a/'.repeat(40)}b`)(long)).toBe(true);
    expect(compileImagePattern(`ghcr.io/${'a*'.repeat(100)}b`)(read(`ghcr.io/${'a'.repeat(255)}`))).toBe(false);
  });
});

describe('what is refused', () => {
  test.each([
    ['', 'is empty'],
    ['*', 'write "**"'],
    ['*/web', 'leaves the registry open'],
    ['**/web', 'leaves the registry open'],
    ['**/**', 'leaves the registry open'],
    ['ghcr.io/acme**', 'must stand alone'],
    ['ghcr.io/**acme/x', 'must stand alone'],
    ['ghcr.io/***', 'must stand alone'],
    ['**.example.com/x', 'must stand alone'],
    ['[2001:*::1]/x', 'IPv6 address cannot have wildcards'],
    ['ghcr.io', 'write "ghcr.io/**"'],
    ['localhost', 'write "localhost/**"'],
    ['ghcr.io/', 'no repository'],
    ['nginx:1.27', 'tag or digest'],
    ['localhost:5000', 'tag or digest'],
    ['ghcr.io/acme/web:v*', 'tag or digest'],
    [`ghcr.io/acme/web@sha256:${'0'.repeat(64)}`, 'tag or digest'],
    ['ghcr.io:*/acme/web', 'port "a"'],
    ['10.*.0.1/acme/web', 'with "a" for each wildcard'],
    ['ghcr.io/acme/web?', 'URL syntax'],
    ['https://ghcr.io/**', 'scheme'],
    ['ghcr.io/Acme/*', 'lower case'],
    ['ghcr.io/acme/../*', 'path part ".."'],
    ['ghcr.io/acme//*', 'empty part'],
    ['ghcr.io/acme/_*', 'may join'],
    ['ghcr.iо/**', 'U+043E'],
    [`ghcr.io/${'*'.repeat(600)}`, 'must stand alone'],
    [`${'*.'.repeat(200)}io/x`, 'longer than the 253'],
  ])('%s', (pattern, message) => {
    expect(checkImagePattern(pattern)).toContain(message);
    expect(() => compileImagePattern(pattern)).toThrow(message);
  });

  test('nothing is wrong with a good one', () => {
    expect(checkImagePattern('ghcr.io/acme/*')).toBeUndefined();
  });
});
