import { describe, expect, test } from '@jest/globals';
import { labelFormat } from '../../../src/rules/dockerfile/labels/label-format.ts';
import { labelKey } from '../../../src/rules/dockerfile/labels/label-key.ts';
import { requiredLabels } from '../../../src/rules/dockerfile/labels/required-labels.ts';
import { aliases, found, messages } from './found.ts';

describe('label-key', () => {
  test.each([
    ['upper case', 'LABEL Team=x', ['2:7-2:11 Team']],
    ['the first character', 'LABEL 1team=x _a=y', ['2:7-2:12 1team', '2:15-2:17 _a']],
    ['the last character', 'LABEL team-=x', ['2:7-2:12 team-']],
    ['other characters', 'LABEL te:am=x', ['2:7-2:12 te:am']],
    ['doubled', 'LABEL a..b=x a--b=y', ['2:7-2:11 a..b', '2:14-2:18 a--b']],
    ['in quotes', 'LABEL "Team"=x', ['2:7-2:13 "Team"']],
    [
      'of Docker',
      'LABEL com.docker.x=1 io.docker.x=1 org.dockerproject.x=1',
      ['2:7-2:19 com.docker.x', '2:22-2:33 io.docker.x', '2:36-2:55 org.dockerproject.x'],
    ],
    ['of Docker extensions', 'LABEL com.docker.desktop.extension.api.version=1', []],
    ['fine', 'LABEL com.example/a-b_c.d1=x a=y', []],
    ['a variable', 'ARG A\nLABEL $A=x', []],
    ['legacy', 'LABEL Team x', ['2:7-2:11 Team']],
    ['ONBUILD', 'ONBUILD LABEL Team=x', []],
  ])('%s', (_, text, expected) => {
    expect(found(labelKey, `FROM a\n${text}`)).toEqual(expected);
  });

  test('stages that do not become the image are not judged', () => {
    const text = 'FROM a AS x\nLABEL A=1\nFROM a AS y\nLABEL B=1\nFROM y\nCOPY --from=x /x /x';
    expect(found(labelKey, text)).toEqual(['4:7-4:8 B']);
  });
});

describe('label-format', () => {
  const types = { t: 'text', u: 'url', d: 'rfc3339', s: 'spdx', h: 'hash', v: 'semver', e: 'email' };
  const good = [
    ['t', 'x'],
    ['u', 'https://example.com/a?b#c'],
    ['u', 'git+ssh://git@example.com/x'],
    ['d', '2024-02-29T23:59:60Z'],
    ['d', '2024-05-01T12:00:00.123+02:00'],
    ['s', 'MIT'],
    ['s', 'GPL-2.0+ WITH Classpath-exception-2.0'],
    ['s', '(Apache-2.0 OR MIT) AND LicenseRef-x'],
    ['h', 'abcdef0'],
    ['h', '0123456789abcdef0123456789abcdef01234567'],
    ['v', '1.2.3-rc.1+build.5'],
    ['e', 'a.b+c@example.com'],
  ];
  const bad = [
    ['t', '', 'DL3051'],
    ['u', 'example.com', 'DL3052'],
    ['u', 'https:///x', 'DL3052'],
    ['u', '', 'DL3051'],
    ['d', '2023-02-29T00:00:00Z', 'DL3053'],
    ['d', '2024-05-01', 'DL3053'],
    ['d', '2024-05-01T24:00:00Z', 'DL3053'],
    ['s', 'Apache 2.0', 'DL3054'],
    ['s', 'MIT OR', 'DL3054'],
    ['s', '(MIT', 'DL3054'],
    ['s', 'MIT)', 'DL3054'],
    ['s', '()', 'DL3054'],
    ['h', 'abcdef', 'DL3055'],
    ['h', 'ABCDEF0', 'DL3055'],
    ['v', '1.2', 'DL3056'],
    ['v', 'v1.2.3', 'DL3056'],
    ['v', '01.2.3', 'DL3056'],
    ['e', 'a@b', 'DL3058'],
    ['e', 'A <a@example.com>', 'DL3058'],
    ['e', '@example.com', 'DL3058'],
  ];
  test.each(good)('%s takes %s', (name, value) => {
    expect(found(labelFormat, `FROM a\nLABEL ${name}="${value}"`, { options: { labels: types } })).toEqual([]);
  });
  test.each(bad)('%s does not take "%s"', (name, value, alias) => {
    const text = `FROM a\nLABEL ${name}="${value}"`;
    expect(aliases(labelFormat, text, { options: { labels: types } })).toEqual([alias]);
  });

  test.each([
    ['the value', 'LABEL v=1', {}, ['2:9-2:10 1']],
    ['certain values', 'ENV V=1\nLABEL v=$V', {}, ['3:9-3:11 $V']],
    ['a default may be replaced', 'ARG V=1\nLABEL v=$V', {}, []],
    ['nobody knows', 'ARG V\nLABEL v=$V', {}, []],
    ['only the last counts', 'LABEL v=1\nLABEL v=1.0.0', {}, []],
    ['others are not known', 'LABEL x=1', {}, []],
    ['unless that is asked for', 'LABEL x=1', { strict: true }, ['2:7-2:8 x']],
  ])('%s', (_, text, more, expected) => {
    expect(found(labelFormat, `FROM a\n${text}`, { options: { labels: types, ...more } })).toEqual(expected);
  });

  test('knows the annotations of the OCI by itself', () => {
    expect(messages(labelFormat, 'FROM a\nLABEL org.opencontainers.image.created=today')).toEqual([
      'the label "org.opencontainers.image.created" is no date and time as in 2024-05-01T12:00:00Z: "today"',
    ]);
  });
});

describe('required-labels', () => {
  const run = { options: { labels: ['a', 'b'] } };
  test.each([
    ['both', 'FROM x\nLABEL a=1 b=2', []],
    ['none', 'FROM x', ['1:6-1:7 x', '1:6-1:7 x']],
    ['of a stage that it is built on', 'FROM x AS y\nLABEL a=1\nFROM y\nLABEL b=1', []],
    ['of another stage', 'FROM x AS y\nLABEL a=1 b=1\nFROM z\nCOPY --from=y /a /a', ['3:6-3:7 z', '3:6-3:7 z']],
    ['empty', 'FROM x\nLABEL a= b=""', ['2:7-2:9 a=', '2:10-2:14 b=""']],
    ['given by the build', 'FROM x\nARG A\nLABEL a=$A b=1', []],
    ['of ONBUILD', 'FROM x\nLABEL a=1\nONBUILD LABEL b=1', ['1:6-1:7 x']],
    ['a fragment', 'LABEL a=1\nUSER x', ['1:1-1:6 LABEL']],
    ['only arguments', 'ARG A', []],
  ])('%s', (_, text, expected) => {
    expect(found(requiredLabels, text, run)).toEqual(expected);
  });
});
