import { describe, expect, test } from '@jest/globals';
import { ECOSYSTEMS } from '../../src/packages/ecosystem.ts';
import { compileRange } from '../../src/packages/range.ts';
import { rangeOf, reasonOf } from './ranges.ts';

describe('plain ranges', () => {
  test.each([
    ['1.2.3', 'npm', '1.2.3 v1.2.3 1.2.3+build', '1.2.4 1.2.3-rc.1'],
    ['=1.2.3', 'npm', '1.2.3', '1.2.2'],
    ['v1.2.3', 'golang', 'v1.2.3 1.2.3 v1.2.3+incompatible', 'v1.2.3-rc.1'],
    ['1.0', 'pypi', '1 1.0 1.0.0 v1.0', '1.0.1 1.0.post1 1.0+local 1.0rc1'],
    ['1.0', 'maven', '1 1.0.0 1.0.Final', '1.0-SNAPSHOT 1.1'],
    ['1.0-1', 'deb', '1.0-1 0:1.0-1', '1.0 1.0-2 1:1.0-1'],
    ['<2.17.1', 'maven', '2.17.0 2.14.1 2.17.1-rc1 2.0-beta9 1.2.17', '2.17.1 2.17.1.Final 2.20.0'],
    ['<=2.0.0', 'cargo', '1.0.0 2.0.0 2.0.0+b 2.0.0-a', '2.0.1'],
    ['>1.0.0', 'nuget', '1.0.0.1 1.0.1', '1.0.0 1.0.0-rc'],
    ['>=1.0.0', 'gem', '1.0 1.0.1 2.0.a', '1.0.a 0.9'],
    ['!=1.5.0', 'npm', '1.4.0 1.6.0', '1.5.0 v1.5.0'],
    ['>=1.0.0,<2.0.0', 'npm', '1.0.0 1.9.9', '0.9.9 2.0.0 1.0.0-rc.1'],
    [' >= 1.0.0 , < 2.0.0 , != 1.5.0 ', 'npm', '1.0.0', '1.5.0 2.0.0'],
    ['>=1,<2.1', 'npm', '1.0.0 2.0.9', '0.9.9 2.1.0'],
    ['>=v1,<v2.1', 'golang', 'v1.0.0 v2.0.9', 'v0.9.9 v2.1.0'],
    ['<1.2.3-r4', 'apk', '1.2.3-r3 1.2.3_rc1', '1.2.3-r4 1.2.3_p1'],
    ['<1:2.3-4.el9', 'rpm', '9.9-9 1:2.3-3.el9', '1:2.3-4.el9 2:0-1'],
    ['1.2.3%2Bbuild', 'npm', '1.2.3', '1.2.4'],
    ['>=1.0.0,<=1.0.0', 'npm', '1.0.0', '1.0.1'],
    ['>=1.0.0,>1.0.0,<3.0.0,<2.0.0', 'npm', '1.0.1', '1.0.0 2.0.0'],
  ])('%s of %s', (text, type, inside, outside) => {
    const range = rangeOf(text, type);
    expect(inside.split(' ').map((version) => [version, range.contains(version)])).toEqual(
      inside.split(' ').map((version) => [version, true]),
    );
    expect(outside.split(' ').map((version) => [version, range.contains(version)])).toEqual(
      outside.split(' ').map((version) => [version, false]),
    );
    expect(range.wanted).toBe(text.trim());
  });

  test('a prerelease is where its order puts it, without further rules', () => {
    expect(rangeOf('<2.0.0', 'npm').contains('2.0.0-beta.1')).toBe(true);
    expect(rangeOf('>=1.0.0', 'npm').contains('2.0.0-beta.1')).toBe(true);
  });

  test.each([...ECOSYSTEMS, 'composer', 'generic'])('any version of %s', (type) => {
    for (const text of ['*', ' * ', `vers:${type}/*`]) {
      const range = rangeOf(text, type);
      expect(['1.0', '', 'junk', 'x'.repeat(300)].map((version) => range.contains(version))).not.toContain(false);
      expect(range.contains('')).toBe(true);
      expect(range.wanted).toBe('any version');
    }
  });
});

describe('what cannot be told', () => {
  test.each(['', 'junk', '1.x', ' 1.0.0', '1.0.0\n', '1'.repeat(257)])('%j', (version) => {
    for (const text of ['1.0.0', '!=1.0.0', '<2.0.0', '>=1.0.0,<2.0.0', 'vers:npm/1.0.0', 'vers:npm/>=1.0.0|<2.0.0']) {
      expect(rangeOf(text, 'npm').contains(version)).toBeUndefined();
    }
  });

  test('is not told by the part that can be told', () => {
    const range = rangeOf('>=1.0.0,!=junk', 'npm');
    expect(range.contains('junk')).toBe(false);
    expect(range.contains('rubbish')).toBeUndefined();
    expect(range.contains('1.0.0')).toBe(true);
  });

  test.each(['composer', 'swift', 'NPM', ''])('a missing version of %j', (type) => {
    expect(rangeOf('1.0', type).contains('')).toBeUndefined();
  });
});

describe('exact versions that the order does not understand', () => {
  test.each([
    ['(devel)', 'golang', 'v1.0.0'],
    ['Finchley.RELEASE', 'maven', '1.0'],
    ['2004d-x', 'pypi', '2004'],
    ['1.15.0-x86_64-linux', 'gem', '1.15.0'],
  ])('%s of %s is the same text', (text, type, other) => {
    expect(rangeOf(text, type).contains(text)).toBe(true);
    expect(rangeOf(text, type).contains(other)).toBe(false);
    expect(rangeOf(text, type).contains('??')).toBeUndefined();
    expect(rangeOf(`!=${text}`, type).contains(text)).toBe(false);
    expect(rangeOf(`!=${text}`, type).contains(other)).toBe(true);
  });
});

describe('types without a known order', () => {
  test.each(['1.2', '=1.2', 'vers:composer/1.2', 'vers:composer/1.2|1.3'])('%s', (text) => {
    const range = rangeOf(text, 'composer');
    expect(range.contains('1.2')).toBe(true);
    expect(range.contains('1.2.0')).toBe(false);
    expect(range.contains('junk')).toBe(false);
  });

  test.each([
    '<1.2',
    '<=1.2',
    '>1.2',
    '>=1.2',
    '!=1.2',
    '>=1,<2',
    'vers:composer/>=1|<2',
    'vers:composer/!=1',
    '1.%2A',
  ])('%s is no range there', (text) => {
    expect(reasonOf(text, 'composer')).toBe('versions of composer have no order known here; name exact versions');
  });
});

describe('what is no range', () => {
  test.each([
    ['', 'npm', 'a range is empty: write `*` for any version'],
    ['  ', 'npm', 'a range is empty: write `*` for any version'],
    ['>=', 'npm', 'a version is missing after `>=`'],
    [',1.0.0', 'npm', 'a version is missing after `=`'],
    ['>=1.0.0,', 'npm', 'a version is missing after `=`'],
    ['>=1.0.0 <2.0.0', 'npm', '`1.0.0 <2.0.0` has a space: separate constraints by commas'],
    ['1.0.0 - 2.0.0', 'npm', '`1.0.0 - 2.0.0` has a space: separate constraints by commas'],
    [
      '<1.0.0 || >=2.0.0',
      'npm',
      '`||` is a notation that is not read here: write each part as a pattern of its own, or a VERS',
    ],
    ['1.0.0|2.0.0', 'npm', '`1.0.0|2.0.0` is no version: write a comparator once, before the version'],
    ['==1.0.0', 'pypi', '`=1.0.0` is no version: write a comparator once, before the version'],
    ['=>1.0.0', 'npm', '`>1.0.0` is no version: write a comparator once, before the version'],
    ['1.0.0%', 'npm', '`1.0.0%` has a `%` that two hexadecimal digits do not follow'],
    ['1.0.0%2', 'npm', '`1.0.0%2` has a `%` that two hexadecimal digits do not follow'],
    ['1.0.0%0A', 'npm', '`1.0.0%0A` has characters that no version has'],
    ['1.0.0\u202e', 'npm', '`1.0.0\\u{202e}` has characters that no version has'],
    [`1.${'0'.repeat(255)}`, 'deb', 'a version has 257 characters; at most 256 are read'],
    ['^1.2.3', 'npm', '`^1.2.3` is a notation that is not read here: write `>=1.0.0,<2.0.0`'],
    ['~1.2.3', 'npm', '`~1.2.3` is a notation that is not read here: write `>=1.0.0,<2.0.0`'],
    ['~=1.2', 'pypi', '`~=1.2` is no version: write a comparator once, before the version'],
    ['[1.0,2.0)', 'maven', '`[1.0` is a notation that is not read here: write `>=1.0.0,<2.0.0`'],
    ['(1.0,2.0)', 'maven', '`(1.0` is a notation that is not read here: write `>=1.0.0,<2.0.0`'],
    ['1.2.x', 'npm', '`1.2.x` is a notation that is not read here: write `>=1.0.0,<2.0.0`'],
    ['1.2.*', 'pypi', '`1.2.*` is a notation that is not read here: write `>=1.0.0,<2.0.0`'],
    ['1.2', 'npm', '`1.2` can be read as 1.2.0 or as all of 1.2: write all three numbers'],
    ['v1', 'golang', '`v1` can be read as 1.0.0 or as all of 1: write all three numbers'],
    ['<=1', 'cargo', '`1` can be read as 1.0.0 or as all of 1: write all three numbers'],
    ['<junk', 'npm', '`junk` is no npm version that can be compared'],
    ['>=(devel)', 'golang', '`(devel)` is no golang version that can be compared'],
    ['>2.0.0,<1.0.0', 'npm', 'no version can be in it: `>2.0.0` and `<1.0.0` exclude each other'],
    ['<=1.0.0,>1.0.0', 'npm', 'no version can be in it: `>1.0.0` and `<=1.0.0` exclude each other'],
    ['>=1.0,<1.0.0', 'pypi', 'no version can be in it: `>=1.0` and `<1.0.0` exclude each other'],
    ['1.0,!=1.0.0', 'pypi', 'no version can be in it: `1.0` and `!=1.0.0` exclude each other'],
    ['3.0.0,<2.0.0', 'npm', 'no version can be in it: `3.0.0` and `<2.0.0` exclude each other'],
    [
      '>=1.0.0,<=1.0.0,!=1.0.0',
      'npm',
      'no version can be in it: `>=1.0.0` and `<=1.0.0` and `!=1.0.0` exclude each other',
    ],
    [
      '1.0.0,2.0.0',
      'npm',
      'no version can be in it: `1.0.0` and `2.0.0` exclude each other; for any one of several versions write `vers:npm/1.0.0|2.0.0`',
    ],
    [
      '1,2',
      'composer',
      'no version can be in it: `1` and `2` exclude each other; for any one of several versions write `vers:composer/1|2`',
    ],
  ])('%j of %s', (text, type, reason) => {
    expect(reasonOf(text, type)).toBe(reason);
  });

  test('at most 64 constraints are read', () => {
    const constraints = (count: number) => Array.from({ length: count }, (_, patch) => `!=1.0.${patch}`);
    expect(rangeOf(constraints(64).join(','), 'npm').contains('1.0.64')).toBe(true);
    expect(reasonOf(constraints(65).join(','), 'npm')).toBe('a range has 65 constraints; at most 64 are read');
    expect(reasonOf(`vers:npm/${constraints(65).join('|')}`, 'npm')).toBe(
      'a range has 65 constraints; at most 64 are read',
    );
  });

  test('at most 4,096 characters are read', () => {
    expect(compileRange(`${' '.repeat(4_095)}*`, 'npm').ok).toBe(true);
    expect(reasonOf(`${' '.repeat(4_096)}*`, 'npm')).toBe('a range has 4097 characters; at most 4096 are read');
  });
});
