import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Component } from '../../src/model/sbom.ts';
import { compilePackagePattern } from '../../src/packages/package-pattern.ts';
import { compilePackagePatterns } from '../../src/packages/package-patterns.ts';

function compileAll(texts: readonly string[]) {
  return texts.map((text) => {
    const result = compilePackagePattern(text);
    if (!result.ok) throw new Error(`${text}: ${result.reason}`);
    return result.pattern;
  });
}

function component(name: string, version: string, purl?: string): Component {
  return { ref: '', name, version, ...(purl === undefined ? {} : { purl }) };
}

const PATTERNS = [
  'pkg:npm/lodash@<4.17.21',
  'pkg:npm/*@1.0.0',
  'pkg:npm/@a/lodash',
  'pkg:pypi/zope.interface',
  'pkg:cargo/serde_json',
  'pkg:maven/*/log4j-core@<2.17.1',
  'pkg:maven/org.apache.*/log4j-*',
  'pkg:npm/lodash?x=y',
  'pkg:deb/*/lo*',
  'pkg:cpan/Perl::Version',
];

describe('many patterns at once', () => {
  const patterns = compilePackagePatterns(compileAll(PATTERNS));
  const hits = (wanted: Component) => patterns.judge(wanted).map(({ index, verdict }) => `${index} ${verdict}`);

  test.each([
    [component('x', '', 'pkg:npm/lodash@1.0.0?x=y'), ['0 matches', '1 matches', '7 matches']],
    [component('x', '', 'pkg:npm/lodash'), ['0 unclear', '1 unclear']],
    [component('x', '', 'pkg:npm/%40a/lodash@2.0.0'), ['2 matches']],
    [component('x', '', 'pkg:pypi/Zope_Interface'), ['3 matches']],
    [component('Zope_Interface', ''), ['1 unclear', '3 matches']],
    [component('x', '', 'pkg:cargo/serde-json'), ['4 matches']],
    [component('org.apache:log4j-core', '2.0'), ['1 unclear', '5 matches']],
    [component('log4j-core', '2.0'), ['1 unclear', '5 matches', '6 matches', '8 matches']],
    [component('x', '', 'pkg:maven/org.apache.x/log4j-core@3'), ['6 matches']],
    [component('lodash', '4.17.20'), ['0 matches', '2 matches', '7 unclear', '8 matches']],
    [component('x', '', 'pkg:cpan/Perl::Version@1'), ['9 matches']],
    [component('x', '1', 'pkg:npm/constructor@1.1.0'), []],
    [component('', ''), []],
  ])('%j', (wanted, expected) => {
    expect(hits(wanted)).toEqual(expected);
  });

  test('without patterns there are no hits', () => {
    expect(compilePackagePatterns([]).judge(component('a', '1'))).toEqual([]);
  });

  test('says the same as each pattern alone', () => {
    const names = ['lodash', 'Lodash', 'lo_dash', 'zope.interface', 'Zope--Interface', 'serde_json', 'serde-json'];
    const name = fc.constantFrom(...names, 'log4j-core', 'log4j:log4j-core', 'a/b', 'Perl::Version', '@a/lodash', '');
    const namespace = fc.constantFrom('', '%40a/', 'org.apache.x/', 'debian/', '%2F', 'A//');
    const type = fc.constantFrom('npm', 'NPM', 'pypi', 'maven', 'cargo', 'deb', 'cpan', 'pip', 'crates', '9');
    const version = fc.constantFrom('', '1.0.0', '2.17.0', 'weird', '9');
    const purl = fc.option(
      fc.tuple(type, namespace, name, version).map(([a, b, c, d]) => `pkg:${a}/${b}${c}${d === '' ? '' : `@${d}`}`),
      { nil: undefined },
    );
    const alone = compileAll(PATTERNS);
    return fc.assert(
      fc.property(name, version, purl, (itsName, itsVersion, itsPurl) => {
        const wanted = component(itsName, itsVersion, itsPurl);
        const expected = alone.map((pattern, index) => `${index} ${pattern.judge(wanted)}`);
        expect(hits(wanted)).toEqual(expected.filter((text) => !text.endsWith('differs')));
      }),
      { numRuns: 2000 },
    );
  });
});
