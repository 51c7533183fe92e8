import { describe, expect, test } from '@jest/globals';
import type { Component } from '../../src/model/sbom.ts';
import { compilePackagePattern, type PackagePattern } from '../../src/packages/package-pattern.ts';

function compile(text: string): PackagePattern {
  const result = compilePackagePattern(text);
  if (!result.ok) throw new Error(result.reason);
  return result.pattern;
}

/** A component with a package URL. */
function at(purl: string, version = ''): Component {
  return { ref: 'r', name: 'whatever', version, purl };
}

/** A component without one. */
function named(name: string, version = ''): Component {
  return { ref: 'r', name, version };
}

const LOG4J = 'pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1';

describe('names', () => {
  test.each([
    ['pkg:npm/lodash', 'pkg:npm/lodash@4.17.20', 'matches'],
    ['pkg:npm/lodash', 'pkg:npm/lodash.merge@4.17.20', 'differs'],
    ['pkg:npm/lodash', 'pkg:pypi/lodash@4.17.20', 'differs'],
    ['pkg:npm/lodash', 'pkg:npm/%40a/lodash@4.17.20', 'differs'],
    ['pkg:npm/@angular/core', 'pkg:npm/%40angular/core@1.0.0', 'matches'],
    ['pkg:npm/%40angular/core', 'pkg:npm/%40angular/core@1.0.0', 'matches'],
    ['pkg:npm/%40angular/core', 'pkg:npm/core@1.0.0', 'differs'],
    ['pkg:npm/@angular/*', 'pkg:npm/%40angular/router', 'matches'],
    ['pkg:npm/@*/core', 'pkg:npm/%40angular/core', 'matches'],
    ['pkg:npm/*/core', 'pkg:npm/%40angular/core', 'matches'],
    ['pkg:npm/*/core', 'pkg:npm/core', 'differs'],
    ['pkg:npm/*', 'pkg:npm/%40angular/core', 'differs'],
    ['pkg:npm/*', 'pkg:npm/core', 'matches'],
    ['pkg:npm/lo*sh', 'pkg:npm/lodash', 'matches'],
    ['pkg:npm/lo*sh', 'pkg:npm/losh', 'matches'],
    ['pkg:npm/lo*osh', 'pkg:npm/losh', 'differs'],
    ['pkg:npm/a*b*c', 'pkg:npm/axbxbxc', 'matches'],
    ['pkg:npm/a*b*c', 'pkg:npm/axxc', 'differs'],
    ['pkg:npm/a%2Ab', 'pkg:npm/a%2Ab', 'matches'],
    ['pkg:npm/a%2Ab', 'pkg:npm/axb', 'differs'],
    ['pkg:maven/org.apache.*/log4j-*', 'pkg:maven/org.apache.logging.log4j/log4j-core@2', 'matches'],
    ['pkg:golang/github.com/*/mux', 'pkg:golang/github.com/gorilla/mux@v1.8.0', 'matches'],
    ['pkg:golang/github.com/*', 'pkg:golang/github.com/gorilla/mux@v1.8.0', 'differs'],
    ['pkg:golang/stdlib', 'pkg:golang/stdlib@1.22.0', 'matches'],
    ['pkg:deb/debian/openssl', 'pkg:deb/ubuntu/openssl@3', 'differs'],
    ['pkg:deb/*/openssl', 'pkg:deb/ubuntu/openssl@3', 'matches'],
    ['pkg:rpm/*/openssl', 'pkg:rpm/openssl@3', 'matches'],
    ['pkg:rpm/*/open*', 'pkg:rpm/openssl@3', 'matches'],
    ['pkg:rpm/redhat/openssl', 'pkg:rpm/openssl@3', 'matches'],
    ['pkg:rpm/redhat/openssl', 'pkg:rpm/openssh@3', 'differs'],
    ['pkg:maven/org.apache.logging.log4j/log4j-core', 'pkg:maven/log4j-core@2', 'matches'],
    ['pkg:maven/org.apache.logging.log4j/log4j-core', 'pkg:maven/log4j-core/log4j-core@2', 'differs'],
    ['pkg:x-own/a/b/c', 'pkg:x-own/a/b/c@1', 'matches'],
  ])('%s: %s %s', (pattern, purl, verdict) => {
    expect(compile(pattern).judge(at(purl))).toBe(verdict);
  });

  test.each([
    ['upper case', 'pkg:maven/Org.Apache.Logging.Log4j/LOG4J-CORE@2.14.1'],
    ['a type in upper case', 'pkg:MAVEN/org.apache.logging.log4j/log4j-core@2.14.1'],
    ['a scheme in upper case', 'PKG:maven/org.apache.logging.log4j/log4j-core@2.14.1'],
    ['encoded letters', 'pkg:maven/org.apache.logging.log4j/%6Cog4j%2Dcore@2.14.1'],
    ['an encoded version', 'pkg:maven/org.apache.logging.log4j/log4j-core@%32.14.1'],
    ['slashes too many', 'pkg://maven//org.apache.logging.log4j///log4j-core/@2.14.1'],
    ['an encoded slash', 'pkg:maven/org.apache.logging.log4j%2Flog4j-core@2.14.1'],
    ['group and artifact as Maven writes them', 'pkg:maven/org.apache.logging.log4j:log4j-core@2.14.1'],
    ['encoded slashes too many', 'pkg:maven/org.apache.logging.log4j%2F%2Flog4j-core@2.14.1'],
    ['space at the end', 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1 '],
    ['encoded space', 'pkg:maven/org.apache.logging.log4j/log4j-core%20@2.14.1%20'],
    ['qualifiers', 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?type=jar&classifier=x'],
    ['a path within it', 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1#META-INF'],
  ])('%s does not hide a package', (_, purl) => {
    expect(compile(LOG4J).judge(at(purl))).toBe('matches');
  });

  test.each([
    ['pkg:pypi/zope.interface', 'pkg:pypi/Zope_Interface@1'],
    ['pkg:pypi/Zope_Interface', 'pkg:pypi/zope--interface@1'],
    ['pkg:pypi/zope.*', 'pkg:pypi/Zope_Interface@1'],
    ['pkg:cargo/serde_json', 'pkg:cargo/serde-json@1.0.0'],
    ['pkg:nuget/Newtonsoft.Json', 'pkg:nuget/newtonsoft.json@1.0.0'],
    ['pkg:golang/github.com/Masterminds/semver', 'pkg:go/github.com/masterminds/Semver@v1.0.0'],
    ['pkg:go/github.com/a/b', 'pkg:golang/github.com/a/b@v1.0.0'],
    ['pkg:apk/alpine/curl', 'pkg:alpine/alpine/curl@1'],
  ])('%s means %s', (pattern, purl) => {
    expect(compile(pattern).judge(at(purl))).toBe('matches');
  });

  test('keeps the text', () => {
    expect(compile(LOG4J).text).toBe(LOG4J);
  });

  test('names such as __proto__ are names', () => {
    expect(compile('pkg:npm/__proto__').judge(at('pkg:npm/__proto__@1.0.0'))).toBe('matches');
    expect(compile('pkg:npm/__proto__').judge(at('pkg:npm/constructor@1.0.0'))).toBe('differs');
  });
});

describe('versions', () => {
  test.each([
    [LOG4J, 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1', 'matches', '2.14.1 is in <2.17.1'],
    [LOG4J, 'pkg:maven/org.apache.logging.log4j/log4j-core@2.17.1', 'differs', '2.17.1 is not in <2.17.1'],
    [LOG4J, 'pkg:maven/org.apache.logging.log4j/log4j-api@2.14.1', 'differs', 'it is another package'],
    [
      LOG4J,
      'pkg:maven/org.apache.logging.log4j/log4j-core',
      'unclear',
      'it has no version, so that it may be in <2.17.1',
    ],
    ['pkg:npm/a@<2.0.0', 'pkg:npm/a@we%22ird%0A', 'unclear', 'its version "we"ird" cannot be compared with <2.0.0'],
    ['pkg:npm/a@1.2.3', 'pkg:npm/a@1.2.3', 'matches', '1.2.3 is the version that is meant'],
    ['pkg:npm/a@1.2.3', 'pkg:npm/a@1.2.4', 'differs', '1.2.4 is not 1.2.3'],
    ['pkg:npm/a@1.2.3', 'pkg:npm/a', 'unclear', 'it has no version, so that it may be 1.2.3'],
    ['pkg:npm/a', 'pkg:npm/a', 'matches', 'every version is meant'],
    ['pkg:npm/a@*', 'pkg:npm/a', 'matches', 'every version is meant'],
    ['pkg:npm/a@vers:npm/*', 'pkg:npm/a@nonsense', 'matches', 'every version is meant'],
    ['pkg:npm/a@%3C2.0.0', 'pkg:npm/a@1.0.0', 'matches', '1.0.0 is in <2.0.0'],
    ['pkg:npm/@s/a@>=1.0.0,<2.0.0', 'pkg:npm/%40s/a@1.5.0', 'matches', '1.5.0 is in >=1.0.0,<2.0.0'],
    [
      'pkg:npm/@s/a@vers:npm/>=1.0.0|<2.0.0|!=1.5.0',
      'pkg:npm/%40s/a@1.5.0',
      'differs',
      '1.5.0 is not in vers:npm/>=1.0.0|<2.0.0|!=1.5.0',
    ],
    ['pkg:npm/@s/a@vers:npm/>=1.0.0|<2.0.0?x=y', 'pkg:npm/%40s/a@1.5.0', 'differs', 'its qualifiers are not x=y'],
    [
      'pkg:deb/debian/a@1:2.4-2%2Bb1',
      'pkg:deb/debian/a@1:2.4-2%2Bb1',
      'matches',
      '1:2.4-2+b1 is the version that is meant',
    ],
    ['pkg:x-own/a@1', 'pkg:x-own/a@1', 'matches', '1 is the version that is meant'],
    ['pkg:x-own/a@1', 'pkg:x-own/a@1.0', 'differs', '1.0 is not 1'],
  ])('%s: %s %s, as %s', (pattern, purl, verdict, why) => {
    const compiled = compile(pattern);
    expect(compiled.judge(at(purl))).toBe(verdict);
    expect(compiled.why(at(purl))).toBe(why);
  });

  test('the version of the component counts where its package URL has none', () => {
    const pattern = compile(LOG4J);
    const purl = 'pkg:maven/org.apache.logging.log4j/log4j-core';
    expect(pattern.judge(at(purl, '2.14.1'))).toBe('matches');
    expect(pattern.judge(at(purl, '2.20.0'))).toBe('differs');
    expect(pattern.judge(at(`${purl}@2.14.1`, '2.20.0'))).toBe('matches');
  });

  test.each([
    ['pkg:rpm/redhat/a@<1:3.0-1', 'pkg:rpm/redhat/a@2.0-1?epoch=2', 'differs'],
    ['pkg:rpm/redhat/a@<1:3.0-1', 'pkg:rpm/redhat/a@2.0-1?epoch=1', 'matches'],
    ['pkg:rpm/redhat/a@<1:3.0-1', 'pkg:rpm/redhat/a@9.0-1', 'matches'],
    ['pkg:rpm/redhat/a@<1:3.0-1', 'pkg:rpm/redhat/a@2:2.0-1?epoch=2', 'differs'],
    // A package URL as it stands in a document is a pattern of itself.
    ['pkg:rpm/redhat/a@2.0-1?epoch=1', 'pkg:rpm/redhat/a@2.0-1?epoch=1', 'matches'],
    ['pkg:rpm/redhat/a@2.0-1?epoch=1', 'pkg:rpm/redhat/a@1:2.0-1', 'matches'],
    ['pkg:rpm/redhat/a@2.0-1?epoch=1', 'pkg:rpm/redhat/a@2.0-1?epoch=2', 'differs'],
    ['pkg:rpm/redhat/a@2.0-1?epoch=1', 'pkg:rpm/redhat/a@2.0-1', 'differs'],
    ['pkg:rpm/redhat/a@2.0-1?epoch=0', 'pkg:rpm/redhat/a@2.0-1', 'matches'],
  ])('epochs: %s, %s %s', (pattern, purl, verdict) => {
    expect(compile(pattern).judge(at(purl))).toBe(verdict);
  });
});

describe('qualifiers', () => {
  const purl = 'pkg:deb/debian/curl@7.50.3-1?arch=amd64&distro=debian-12';
  test.each([
    ['pkg:deb/debian/curl?arch=amd64', 'matches'],
    ['pkg:deb/debian/curl?ARCH=amd64&distro=debian-12', 'matches'],
    ['pkg:deb/debian/curl?distro=debian-*', 'matches'],
    ['pkg:deb/debian/curl?distro=%64ebian-12', 'matches'],
    ['pkg:deb/debian/curl?arch=arm64', 'differs'],
    ['pkg:deb/debian/curl?arch=amd64&os=linux', 'differs'],
    ['pkg:deb/debian/curl?constructor=*', 'differs'],
  ])('%s %s', (pattern, verdict) => {
    expect(compile(pattern).judge(at(purl))).toBe(verdict);
  });
});

describe('components without a package URL that can be read', () => {
  test.each([
    ['pkg:npm/lodash@<4.17.21', named('lodash', '4.17.20'), 'matches', '4.17.20 is in <4.17.21'],
    ['pkg:npm/lodash@<4.17.21', named('Lodash ', '4.17.21'), 'differs', '4.17.21 is not in <4.17.21'],
    ['pkg:npm/lodash@<4.17.21', named('lodash', 'x'), 'unclear', 'its version "x" cannot be compared with <4.17.21'],
    ['pkg:npm/lodash@<4.17.21', named('lodash'), 'unclear', 'it has no version, so that it may be in <4.17.21'],
    ['pkg:npm/lodash', named('lodash'), 'matches', 'every version is meant'],
    [LOG4J, named('org.apache.logging.log4j/log4j-core', '2.14.1'), 'matches', '2.14.1 is in <2.17.1'],
    [LOG4J, named('org.apache.logging.log4j:log4j-core', '2.14.1'), 'matches', '2.14.1 is in <2.17.1'],
    [LOG4J, named('log4j-core', '2.14.1'), 'matches', '2.14.1 is in <2.17.1'],
    ['pkg:npm/@angular/core', named('@angular/core', '1'), 'matches', 'every version is meant'],
    ['pkg:deb/*/openssl', named('openssl', '1'), 'matches', 'every version is meant'],
    ['pkg:pypi/zope.interface', named('Zope_Interface', '1'), 'matches', 'every version is meant'],
    ['pkg:npm/a@<2.0.0?x=y', named('a', '1.0.0'), 'unclear', 'nobody can tell whether its qualifiers are x=y'],
    ['pkg:npm/a?x=y', named('a', '1.0.0'), 'unclear', 'nobody can tell whether its qualifiers are x=y'],
    ['pkg:npm/a@<2.0.0?x=y', named('a', '2.0.0'), 'differs', '2.0.0 is not in <2.0.0'],
  ])('%s, %j: %s', (text, component, verdict, why) => {
    const pattern = compile(text);
    expect(pattern.judge(component)).toBe(verdict);
    expect(pattern.why(component)).toBe(`${why} (by its name, as it has no package URL)`);
  });

  test.each([
    [LOG4J, named('org.other/log4j-core', '2.14.1')],
    [LOG4J, named('', '2.14.1')],
    ['pkg:npm/*', named('', '1')],
    ['pkg:npm/lodash', named('mylodash')],
  ])('%s is not %j', (text, component) => {
    expect(compile(text).judge(component)).toBe('differs');
    expect(compile(text).why(component)).toBe('it is another package');
  });

  test('one that cannot be read is as none', () => {
    const component = { ...named('lodash', '1.0.0'), purl: 'pkg:npm/lodash@1@2' };
    const pattern = compile('pkg:npm/lodash@<2.0.0');
    expect(pattern.judge(component)).toBe('matches');
    expect(pattern.why(component)).toBe('1.0.0 is in <2.0.0 (by its name, as its package URL cannot be read)');
  });
});
