import { describe, expect, test } from '@jest/globals';
import { checkPackagePattern } from '../../src/packages/package-pattern.ts';

describe('patterns that are refused', () => {
  test.each([
    ['', 'a package is written pkg:TYPE/NAME, as in pkg:npm/lodash@<4.17.21'],
    ['lodash', 'a package is written pkg:TYPE/NAME, as in pkg:npm/lodash@<4.17.21'],
    ['pkg:*/lodash', 'a package is written pkg:TYPE/NAME, as in pkg:npm/lodash@<4.17.21'],
    ['pkg:nmp/lodash', 'no package is of the type nmp: write pkg:npm/...'],
    ['pkg:Debian/openssl@<3', 'no package is of the type debian: write pkg:deb/...'],
    ['pkg:npm', 'a package is written pkg:TYPE/NAME, as in pkg:npm/lodash@<4.17.21'],
    ['pkg:npm/', 'a name in it is empty: look for a "/" too many'],
    ['pkg:npm//a', 'a name in it is empty: look for a "/" too many'],
    ['pkg:npm/a/', 'a name in it is empty: look for a "/" too many'],
    ['pkg:npm/a#b', 'paths within packages, behind "#", are not compared: leave them out'],
    ['pkg:npm/a@', 'behind "@" a version or a range of versions is missing'],
    ['pkg:npm/a@<2@<3', undefined],
    ['pkg:npm/@4.0', 'before "@" a name is missing; behind a scope of npm "/" and a name'],
    ['pkg:npm/a<2', '"a<2" is no name: a range of versions stands behind "@"'],
    ['pkg:npm/a b', '"a b" is no name: a range of versions stands behind "@"'],
    ['pkg:npm/**', 'it may have "*", which stays between slashes, but not "**"'],
    ['pkg:npm/%zz', '"%zz" is not percent-encoded UTF-8'],
    ['pkg:golang/a%2Fb', 'in "a%2Fb" write "/" in place of %2F'],
    ['pkg:npm/angular/core', 'a scope of npm begins with "@": pkg:npm/@angular/...'],
    ['pkg:npm/@a/b/c', 'packages of the type npm are written pkg:npm/NAME or pkg:npm/@SCOPE/NAME'],
    [
      'pkg:maven/log4j-core',
      'packages of the type maven are written pkg:maven/GROUP/ARTIFACT, the group with its dots',
    ],
    [
      'pkg:maven/org/apache/log4j',
      'packages of the type maven are written pkg:maven/GROUP/ARTIFACT, the group with its dots',
    ],
    [
      'pkg:deb/openssl',
      'packages of the type deb are written pkg:deb/debian/NAME, or pkg:deb/*/NAME for every distribution',
    ],
    ['pkg:pypi/a/b', 'packages of the type pypi are written pkg:pypi/NAME'],
    ['pkg:npm/a?', 'the qualifier "" is not written KEY=VALUE'],
    ['pkg:npm/a?b=', 'the qualifier "b=" is not written KEY=VALUE'],
    ['pkg:npm/a?b=c&B=d', 'it has the qualifier "B" twice'],
    ['pkg:npm/a?b=%zz', '"%zz" is not percent-encoded UTF-8'],
    ['pkg:npm/a@>=2.0.0,<1.0.0', undefined],
    ['pkg:maven/a/b@vers:npm/<2', undefined],
    ['pkg:x-own/a@<2', 'versions of x-own have no order known here; name exact versions'],
  ])('%j', (text, reason) => {
    const found = checkPackagePattern(text);
    if (reason === undefined) expect(found).toEqual(expect.any(String));
    else expect(found).toBe(reason);
  });

  test('bounds', () => {
    const long = `pkg:npm/${'a'.repeat(1024 - 8)}`;
    expect(checkPackagePattern(long)).toBeUndefined();
    expect(checkPackagePattern(`${long}a`)).toBe('a pattern of packages may have at most 1024 characters');
    const qualifiers = Array.from({ length: 17 }, (_, index) => `k${index}=v`);
    expect(checkPackagePattern(`pkg:npm/a?${qualifiers.slice(1).join('&')}`)).toBeUndefined();
    expect(checkPackagePattern(`pkg:npm/a?${qualifiers.join('&')}`)).toBe('it may have at most 16 qualifiers');
  });

  test('one that is fine has nothing wrong', () => {
    expect(checkPackagePattern('pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1')).toBeUndefined();
  });
});
