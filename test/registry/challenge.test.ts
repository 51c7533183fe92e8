import { describe, expect, test } from '@jest/globals';
import { schemeOf } from '../../src/registry/authorization.ts';
import { parseChallenges } from '../../src/registry/challenge.ts';

function parse(...headers: string[]): readonly unknown[] {
  return parseChallenges(headers).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
}

describe('challenges', () => {
  test.each<[string, unknown[]]>([
    ['Basic realm="x"', [['basic', { realm: 'x' }]]],
    ['BEARER Realm="https://a/b?c=d",SERVICE="s"', [['bearer', { realm: 'https://a/b?c=d', service: 's' }]]],
    ['Bearer realm="a, b=\\"c\\" \\\\", service = s', [['bearer', { realm: 'a, b="c" \\', service: 's' }]]],
    ['Bearer scope="a:b:pull,push"', [['bearer', { scope: 'a:b:pull,push' }]]],
    [
      'Basic realm="x", Bearer realm="y"',
      [
        ['basic', { realm: 'x' }],
        ['bearer', { realm: 'y' }],
      ],
    ],
    [
      ' , Basic ,, Bearer realm=y,',
      [
        ['basic', {}],
        ['bearer', { realm: 'y' }],
      ],
    ],
    [
      'Negotiate abc==, Basic realm="x"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'x' }],
      ],
    ],
    ['Negotiate', [['negotiate', {}]]],
    ['Bearer realm="a", realm="b", Basic realm="x"', [['basic', { realm: 'x' }]]],
    ['Basic realm="x", Bearer realm="unterminated', [['basic', { realm: 'x' }]]],
    ['Bearer realm=', [['bearer', {}]]],
    ['="x"', []],
    ['', []],
  ])('%s', (header, expected) => {
    expect(parse(header)).toEqual(expected);
  });

  test('of several headers are joined', () => {
    expect(parse('Basic', 'Bearer realm="x"')).toEqual([
      ['basic', {}],
      ['bearer', { realm: 'x' }],
    ]);
  });

  test('are bounded in length and number', () => {
    expect(parse(`Basic realm="${'x'.repeat(8 * 1024)}"`)).toEqual([]);
    expect(parse('Basic, '.repeat(100))).toHaveLength(16);
    expect(parse(...Array<string>(100).fill('Basic'))).toHaveLength(16);
    expect(parse(`Bearer ${Array.from({ length: 40 }, (_, i) => `p${i}=1`).join(',')}`)).toEqual([]);
    expect(parse(`Bearer a="${'\\"'.repeat(4_000)}`)).toEqual([]);
  });

  test('offer Bearer before Basic, and Bearer only with a realm', () => {
    const scheme = (...headers: string[]) => schemeOf(parseChallenges(headers));
    expect(scheme('Basic realm="x", Bearer realm="y",service="z"')).toEqual({
      kind: 'bearer',
      realm: 'y',
      service: 'z',
    });
    expect(scheme('Bearer service="z"', 'Basic')).toEqual({ kind: 'basic' });
    expect(scheme('Digest realm="x"')).toBeUndefined();
  });
});
