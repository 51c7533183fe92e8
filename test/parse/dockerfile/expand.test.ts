// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates
import { describe, expect, test } from '@jest/globals';
import type { Value } from '../../../src/model/build.ts';
import { expandText, unquote } from '../../../src/parse/dockerfile/expand.ts';

const VALUES: Readonly<Record<string, Value>> = {
  x: { kind: 'known', text: 'foo.bar' },
  e: { kind: 'known', text: '' },
  p: { kind: 'known', text: '/a/b/c.d.e' },
  s: { kind: 'known', text: 'a*b?c\\d' },
  d: { kind: 'default', text: 'def', names: ['d'] },
  n: { kind: 'default', text: '', names: ['n'] },
  q: { kind: 'unknown', names: ['q'] },
};
const expand = (text: string, escapeMark = '\\') =>
  expandText(text, escapeMark, (name) => (Object.hasOwn(VALUES, name) ? (VALUES[name] ?? 'unset') : 'unset'));
const textOf = (text: string, escapeMark?: string) => {
  const { value, fault } = expand(text, escapeMark);
  if (fault !== undefined) return `fault: ${fault.message}`;
  return value.kind === 'unknown' ? `unknown: ${value.names.join()}` : value.text;
};

describe('what a text comes to', () => {
  test.each([
    ['plain', 'plain'],
    ['', ''],
    ['$x', 'foo.bar'],
    ['a$x-b', 'afoo.bar-b'],
    ['${x}b', 'foo.barb'],
    ['$unset', ''],
    ['${unset}', ''],
    ['$x_', ''],
    ['$1x', 'x'],
    ['$12x', 'x'],
    ['$@$*$#$?$-$!$0', ''],
    ['a$$b', 'ab'],
    ['$', '$'],
    ['a$ b', 'a$ b'],
    ['$.', '$.'],
    ['$é', ''],
    ['${x:-w}', 'foo.bar'],
    ['${e:-w}', 'w'],
    ['${e-w}', ''],
    ['${unset-w}', 'w'],
    ['${unset:-w}', 'w'],
    ['${x:+w}', 'w'],
    ['${e:+w}', ''],
    ['${e+w}', 'w'],
    ['${unset+w}', ''],
    ['${x:?w}', 'foo.bar'],
    ['${e?w}', ''],
    ['${unset:-${e:-$x}}', 'foo.bar'],
    ['${unset:-"a b"}', 'a b'],
    ["${unset:-'$x'}", '$x'],
    ['${unset:-a\\}b}', 'a}b'],
    ['${x#f}', 'oo.bar'],
    ['${x#*o}', 'o.bar'],
    ['${x##*o}', '.bar'],
    ['${p%.*}', '/a/b/c.d'],
    ['${p%%.*}', '/a/b/c'],
    ['${p##*/}', 'c.d.e'],
    ['${p%/*}', '/a/b'],
    ['${x%ba?}', 'foo.'],
    ['${x#nope}', 'foo.bar'],
    ['${s#a\\*}', 'b?c\\d'],
    ['${s%\\\\d}', 'a*b?c'],
    ['${unset#a}', ''],
    ['${x#"f"}', 'oo.bar'],
    ["${x#'*'}", 'foo.bar'],
    ['${x/o/0}', 'f0o.bar'],
    ['${x//o/0}', 'f00.bar'],
    ['${x/o*/X}', 'fX'],
    ['${x/?/_}', '_oo.bar'],
    ['${p//\\//-}', '-a-b-c.d.e'],
    ['${x/o/}', 'fo.bar'],
    ['${x//o/$e}', 'f.bar'],
    ['${e//*/y}', 'y'],
    ['${x//*/y}', 'y'],
    ['${unset/a/b}', ''],
    ["'$x'", '$x'],
    ['"$x"', 'foo.bar'],
    ['"a\\"b\\$x\\\\c\\d"', 'a"b$x\\c\\d'],
    ["'a\\b'", 'a\\b'],
    ['a\'b\'"c"d', 'abcd'],
    ['"it\'s"', "it's"],
    ['\\$x', '$x'],
    ["\\'", "'"],
    ['a\\', 'a'],
    ['\\\\', '\\'],
    ['a\\ b', 'a b'],
    ['<<EOF', '<<EOF'],
    ['\uFEFFa', 'a'],
  ])('%s -> %s', (text, expected) => {
    expect(textOf(text)).toBe(expected);
  });

  test('depends on the escape mark', () => {
    expect(textOf('c:\\$x', '`')).toBe('c:\\foo.bar');
    expect(textOf('`$x', '`')).toBe('$x');
    expect(textOf('"`"\\"', '`')).toBe('"\\');
  });

  test.each([
    ['${', 0, 2],
    ['a${x', 1, 4],
    ['${x:-', 0, 5],
    ['${x:-${y:-}', 0, 11],
    ['${}', 0, 3],
    ['${{x}}', 0, 3],
    ['${:-a}', 0, 3],
    ['${x^^}', 0, 4],
    ['${x,,}', 0, 4],
    ['${x@Q}', 0, 4],
    ['${x=a}', 0, 4],
    ['${x:=a}', 0, 5],
    ['${x:#a}', 0, 5],
    ['${x:0:1}', 0, 5],
    ['${#x}', 0, 4],
    ['${!x}', 0, 4],
    ['${x/a}', 0, 6],
    ['${x#a\\b}', 0, 8],
    ['${unset:?}', 0, 10],
    ['${unset?why}', 0, 12],
    ['${e:?why}', 0, 9],
    ["a'b", 1, 3],
    ['a"b', 1, 3],
    ['a"b$x', 1, 5],
    ['"\\"', 0, 3],
  ])('%s is a fault', (text, start, end) => {
    const { value, fault } = expand(text);
    expect(value.kind).toBe('unknown');
    expect(fault).toEqual({ message: expect.any(String), start, end });
  });

  test('says what the file says of a missing value', () => {
    expect(textOf('${unset:?give it}')).toBe('fault: the variable unset has no value: give it');
    expect(textOf('${e:?}')).toBe('fault: the variable e has no value: it must not be empty');
  });
});

describe('how certain it is', () => {
  test.each<[string, Value]>([
    ['a', { kind: 'known', text: 'a' }],
    ['$x$unset', { kind: 'known', text: 'foo.bar' }],
    ['$x$d', { kind: 'default', text: 'foo.bardef', names: ['d'] }],
    ['$d$n$d', { kind: 'default', text: 'defdef', names: ['d', 'n'] }],
    ['$x$d$q', { kind: 'unknown', names: ['d', 'q'] }],
    ['${q:-a}', { kind: 'unknown', names: ['q'] }],
    ['${q:+a}', { kind: 'unknown', names: ['q'] }],
    ['${q:?a}', { kind: 'unknown', names: ['q'] }],
    ['${q#a}', { kind: 'unknown', names: ['q'] }],
    ['${q/a/b}', { kind: 'unknown', names: ['q'] }],
    ['${d:-$q}', { kind: 'default', text: 'def', names: ['d'] }],
    ['${n:-w}', { kind: 'default', text: 'w', names: ['n'] }],
    ['${n:-$x}', { kind: 'default', text: 'foo.bar', names: ['n'] }],
    ['${d:+w}', { kind: 'default', text: 'w', names: ['d'] }],
    ['${x:-$q}', { kind: 'known', text: 'foo.bar' }],
    ['${unset:-$q}', { kind: 'unknown', names: ['q'] }],
    ['${x#$q}', { kind: 'unknown', names: ['q'] }],
    ['${d#d}', { kind: 'default', text: 'ef', names: ['d'] }],
    ['${x/f/$d}', { kind: 'default', text: 'defoo.bar', names: ['d'] }],
    ['"$q"', { kind: 'unknown', names: ['q'] }],
    ["'$q'", { kind: 'known', text: '$q' }],
  ])('%s', (text, expected) => {
    expect(expand(text).value).toEqual(expected);
  });
});

describe('uses', () => {
  const uses = (text: string) =>
    expand(text).uses.map(
      ({ name, start, end, guarded }) => `${name} ${text.slice(start, end)}${guarded ? ' guarded' : ''}`,
    );

  test.each([
    ['a', []],
    ['a$b ${c}', ['b $b', 'c ${c}']],
    ['${a:-${b}$c}', ['a ${a:-${b}$c} guarded', 'b ${b}', 'c $c']],
    ['${a-x}${a+x}${a:+x}', ['a ${a-x} guarded', 'a ${a+x} guarded', 'a ${a:+x} guarded']],
    ['${x?m}${x:?m}', ['x ${x?m} guarded', 'x ${x:?m} guarded']],
    ['${a#x}${a//x/$b}', ['a ${a#x}', 'a ${a//x/$b}', 'b $b']],
    ['\'$a\' \\$b "$c"', ['c $c']],
    ['$@', ['@ $@']],
  ])('of %s', (text, expected) => {
    expect(uses(text)).toEqual(expected);
  });
});

describe('bounds', () => {
  test('of a result: 64 KiB', () => {
    const text = '$a'.repeat(1024);
    const known = (length: number) => () => ({ kind: 'known' as const, text: 'x'.repeat(length) });
    expect(expandText(text, '\\', known(64)).fault).toBeUndefined();
    expect(expandText(text, '\\', known(65)).fault?.message).toContain('64 KiB');
  });

  test('of nesting: 64', () => {
    const nested = (depth: number) => `${'${u:-'.repeat(depth)}a${'}'.repeat(depth)}`;
    expect(textOf(nested(64))).toBe('a');
    expect(textOf(nested(65))).toContain('64 deep');
  });

  test('of the work that patterns are', () => {
    const value: Value = { kind: 'known', text: 'ab'.repeat(30_000) };
    expect(expandText('${x#*a*b}', '\\', () => value).fault).toBeUndefined();
    expect(expandText(`\${x#${'?'.repeat(100)}}`, '\\', () => value).fault?.message).toContain('takes too long');
  });
});

describe('plain quotes', () => {
  test('are characters like others, as in the bodies of heredocs', () => {
    const { value } = expandText('"$a" \'$a\' \\$a \\x', '\\', () => ({ kind: 'known', text: '1' }), {
      plainQuotes: true,
    });
    expect(value).toEqual({ kind: 'known', text: '"1" \'1\' $a x' });
  });
});

describe('without quotes', () => {
  test.each([
    ['a', 'a'],
    ['"a b"', 'a b'],
    ["a'b c'd", 'ab cd'],
    ['a\\ b', 'a b'],
    ['"$a ${b}"', '$a ${b}'],
    ['"a', '"a'],
    ['${}', '${}'],
  ])('%s is %s', (text, expected) => {
    expect(unquote(text, '\\')).toBe(expected);
  });
});
