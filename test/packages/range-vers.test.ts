import { describe, expect, test } from '@jest/globals';
import { rangeOf, reasonOf } from './ranges.ts';

/** VERS, clause 5 of its specification, and its procedure for containment. */
describe('what is in it', () => {
  test.each([
    ['vers:npm/1.2.3', 'npm', '1.2.3 v1.2.3', '1.2.4 1.2.2'],
    ['vers:npm/1.2.3|>=2.0.0|<5.0.0', 'npm', '1.2.3 2.0.0 4.9.9 5.0.0-rc.1', '1.2.2 1.2.4 1.9.9 5.0.0 6.0.0'],
    ['vers:gem/>=2.2.0|!=2.2.1|<2.3.0', 'gem', '2.2 2.2.0 2.2.2', '2.2.1 2.3.0 2.1'],
    ['vers:npm/>=1.0|<2.0|!=1.5', 'npm', '1.0.0 1.4.9 1.5.1', '1.5.0 2.0.0 0.9.0'],
    ['vers:pypi/0.0.0|0.0.1|0.0.2|1.0|2.0pre1', 'pypi', '0 0.0.1 1.0.0 2.0rc1', '0.1 2.0 2.0pre2'],
    ['vers:npm/<1.0.0', 'npm', '0.1.0 1.0.0-a', '1.0.0 1.0.1'],
    ['vers:npm/<=1.0.0', 'npm', '0.1.0 1.0.0', '1.0.1'],
    ['vers:npm/>1.0.0', 'npm', '1.0.1', '1.0.0 0.1.0'],
    ['vers:npm/>=1.0.0', 'npm', '1.0.1 1.0.0', '0.1.0'],
    ['vers:npm/<1.0.0|>=2.0.0', 'npm', '0.1.0 2.0.0 3.0.0', '1.0.0 1.5.0'],
    ['vers:npm/<1.0.0|1.5.0|>=2.0.0|<3.0.0|>4.0.0', 'npm', '0.1.0 1.5.0 2.5.0 4.0.1', '1.0.0 1.6.0 3.0.0 4.0.0'],
    ['vers:npm/>=2.0.0|<3.0.0|>=0.1.0|<1.0.0', 'npm', '0.1.0 0.9.0 2.0.0 2.9.0', '0.0.1 1.0.0 1.5.0 3.0.0'],
    ['vers:npm/!=1.0.0', 'npm', '0.1.0 1.0.1', '1.0.0'],
    ['vers:npm/!=1.0.0|!=2.0.0', 'npm', '0.1.0 1.0.1 3.0.0', '1.0.0 2.0.0'],
    ['vers:npm/1.0.0|!=2.0.0', 'npm', '1.0.0', '2.0.0 3.0.0 0.1.0'],
    ['vers:deb/>=1%3A2.3|<1:2.4%2Bdfsg-1', 'deb', '1:2.3-1 1:2.4', '2.3 1:2.4+dfsg-1 1:2.5'],
    ['vers:maven/>=1.0.0-beta1|<=1.7.5|>=7.0.0-M1|<=7.0.7', 'maven', '1.0 1.7.5 7.0.0', '1.0.0-alpha2 2.0 7.0.8'],
    ['vers:semver/>=1.0.0|<2.0.0', 'npm', '1.0.0', '2.0.0'],
    ['vers:semver/>=1.0.0|<2.0.0', 'cargo', '1.0.0', '2.0.0'],
    ['vers:semver/>=1.0.0|<2.0.0', 'golang', 'v1.0.0', 'v2.0.0'],
    ['VERS:NPM/1.0.0', 'npm', '1.0.0', '2.0.0'],
    ['vers:composer/1.0|dev-main', 'composer', '1.0 dev-main', '1.0.0 main'],
    ['vers:composer/a%7Cb', 'composer', 'a|b', 'a b'],
  ])('%s of %s', (text, type, inside, outside) => {
    const range = rangeOf(text, type);
    const answers = (versions: string) => versions.split(' ').map((version) => [version, range.contains(version)]);
    expect(answers(inside)).toEqual(inside.split(' ').map((version) => [version, true]));
    expect(answers(outside)).toEqual(outside.split(' ').map((version) => [version, false]));
    expect(range.wanted).toBe(text);
  });
});

describe('what is no VERS of the type', () => {
  test.each([
    ['vers:', 'npm', '`vers:` is no VERS: write `vers:npm/>=1.0.0|<2.0.0`'],
    ['vers:npm', 'npm', '`vers:npm` is no VERS: write `vers:npm/>=1.0.0|<2.0.0`'],
    ['vers:npm/', 'npm', '`vers:npm/` is no VERS: write `vers:npm/>=1.0.0|<2.0.0`'],
    ['vers:/1.0.0', 'npm', '`vers:/1.0.0` is no VERS: write `vers:npm/>=1.0.0|<2.0.0`'],
    ['vers:npm/1.0.0', 'deb', 'a range by `vers:npm` does not fit packages of type deb: write `vers:deb/...`'],
    ['vers:deb/1.0.0', 'rpm', 'a range by `vers:deb` does not fit packages of type rpm: write `vers:rpm/...`'],
    ['vers:semver/1.0.0', 'pypi', 'a range by `vers:semver` does not fit packages of type pypi: write `vers:pypi/...`'],
    ['vers:generic/1.0.0', 'npm', 'a range by `vers:generic` does not fit packages of type npm: write `vers:npm/...`'],
    ['vers:all/*', 'npm', 'a range by `vers:all` does not fit packages of type npm: write `vers:npm/...`'],
    ['vers:npm/=1.0.0', 'npm', 'VERS writes `1.0.0`, without `=`, for exactly this version'],
    ['vers:npm/|1.0.0', 'npm', 'a constraint is empty: write one between two `|`'],
    ['vers:npm/1.0.0|', 'npm', 'a constraint is empty: write one between two `|`'],
    ['vers:npm/1.0.0||2.0.0', 'npm', 'a constraint is empty: write one between two `|`'],
    ['vers:npm/>=', 'npm', 'a version is missing after `>=`'],
    ['vers:npm/>= 1.0.0', 'npm', '` 1.0.0` has a space: separate constraints by `|`'],
    ['vers:npm/1.0.0|*', 'npm', '`*` is a notation that is not read here: write `>=1.0.0,<2.0.0`'],
    ['vers:npm/1.0.0%', 'npm', '`1.0.0%` has a `%` that two hexadecimal digits do not follow'],
    ['vers:npm/junk', 'npm', '`junk` is no npm version that can be compared'],
    ['vers:npm/>=1.0.0,<2.0.0', 'npm', '`1.0.0,<2.0.0` is no version: write a comparator once, before the version'],
    ['vers:npm/1.0.0|1.0.0', 'npm', '`1.0.0` and `1.0.0` name the same version: name it once'],
    ['vers:pypi/>=1.0|<1.0.0', 'pypi', '`>=1.0` and `<1.0.0` name the same version: name it once'],
    ['vers:pypi/>=1.0|!=1', 'pypi', '`>=1.0` and `!=1` name the same version: name it once'],
    ['vers:composer/1|2|1', 'composer', '`1` and `1` name the same version: name it once'],
  ])('%s of %s', (text, type, reason) => {
    expect(reasonOf(text, type)).toBe(reason);
  });

  test.each([
    ['>1.0.0|>2.0.0', '>1.0.0', '>2.0.0'],
    ['>=1.0.0|2.0.0', '>=1.0.0', '2.0.0'],
    ['>=1.0.0|1.5.0|<2.0.0', '>=1.0.0', '1.5.0'],
    ['<1.0.0|<=2.0.0', '<1.0.0', '<=2.0.0'],
    ['1.0.0|<2.0.0', '1.0.0', '<2.0.0'],
    ['>1.0.0|!=1.5.0|>2.0.0', '>1.0.0', '>2.0.0'],
  ])('%s does not alternate', (constraints, first, second) => {
    const reason = `\`${first}\` before \`${second}\` adds nothing or takes nothing away: leave one of them out`;
    expect(reasonOf(`vers:npm/${constraints}`, 'npm')).toBe(reason);
  });
});
