// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates
import { describe, expect, test } from '@jest/globals';
import { images } from './shown-images.ts';

describe('variables', () => {
  const resolve = (args: string, word: string) => images(`${args}\nFROM ${word}`)[0]?.split(' -> ')[1]?.split(' (')[0];

  test('are shown with what they come to', () => {
    expect(images('ARG TAG=1.2\nFROM a:${TAG}')).toEqual(['from 2:6 a:${TAG} -> a:1.2 (not verbatim) (variables)']);
  });

  test.each([
    ['ARG T=1', 'a:$T', 'a:1'],
    ['ARG T=1', 'a:${T}-x', 'a:1-x'],
    ['ARG T="1 "', 'a:$T', 'a:1 '],
    ["ARG T='1' U=2", 'a:$T$U', 'a:12'],
    ['ARG T=1\nARG U=${T}.2', 'a:$U', 'a:1.2'],
    ['ARG T=1\nARG T=2', 'a:$T', 'a:2'],
    ['ARG T=1\nARG T', 'a:$T', 'a:1'],
    ['ARG T', 'a:${T:-3}', 'a:3'],
    ['ARG X', 'a:${T-3}', 'a:3'],
    ['ARG T=', 'a:${T:-3}', 'a:3'],
    ['ARG T=', 'a${T-3}', 'a'],
    ['ARG T=1', 'a:${T:-3}', 'a:1'],
    ['ARG T=1', 'a${T:+:x}', 'a:x'],
    ['ARG X', 'a${T:+:x}', 'a'],
    ['ARG T=', 'a${T+:x}', 'a:x'],
    ['ARG T=1', 'a:${T:?needed}', 'a:1'],
    ['ARG T=1', 'a:${X:-${Y:-$T}}', 'a:1'],
    ['ARG T=1', 'a:${T:-$TARGETOS}', 'a:1'],
    ['ARG T=1', 'a:${T:-"}"}', 'a:1'],
    ['ARG T=1', '"a:$T"', 'a:1'],
    ['ARG T=1', '"a:\\"\\$T"', 'a:"$T'],
    ['ARG T=1', "'a:$T'", 'a:$T'],
    ['ARG T=1', 'a:\\$T', 'a:$T'],
    ['ARG T=1', 'a:$', undefined],
    ['ARG R=', '${R}a:1', 'a:1'],
    ['ARG T=v1.2', 'a:${T#v}', 'a:1.2'],
    ['ARG T=v1.2', 'a:${T%.*}', 'a:v1'],
    ['ARG T=1/2', 'a:${T/\\//.}', 'a:1.2'],
  ])('%s: %s', (args, word, expected) => {
    expect(resolve(args, word)).toBe(expected);
  });

  test.each([
    ['ARG T', 'a:$T'],
    ['ARG X', 'a:$T'],
    ['ARG X', 'a:${T:?needed}'],
    ['ARG X', 'a:${T#v}'],
    ['ARG TARGETARCH', 'a:$TARGETARCH'],
    ['ARG X', 'a:${BUILDPLATFORM:-x}'],
    ['ARG TARGETARCH=x\nARG U=$TARGETOS', 'a:$U'],
    ['ARG T=1', 'a:${T'],
    ['ARG T=1', 'a:${T:-'],
    ['ARG T=1', 'a:${}'],
    ['ARG T=1', 'a:"$T'],
    ['ARG T=1', "a:'$T"],
    ['ARG T=1', `a:${'${X:-'.repeat(40)}`],
  ])('that nobody knows: %s: %s', (args, word) => {
    expect(resolve(args, word)).toBe('undefined');
  });

  test('count by their global defaults, not by those of a stage', () => {
    expect(images('ARG T=1\nFROM a:$T\nARG T=2\nFROM b:$T')[1]).toBe('from 4:6 b:$T -> b:1 (not verbatim) (variables)');
  });

  test('may come to the name of a stage', () => {
    expect(images('ARG B=base\nFROM a AS base\nFROM $B')).toEqual(['from 2:6 a']);
  });

  test('that double and double are given up at 64 KiB', () => {
    const doubling = Array.from({ length: 60 }, (_, n) => `ARG A${n + 1}="$A${n}$A${n}"`);
    expect(resolve(['ARG A0=xxxxxxxx', ...doubling].join('\n'), '$A60')).toBe('undefined');
    expect(resolve(['ARG A0=xxxxxxxx', ...doubling.slice(0, 3)].join('\n'), '$A3')).toBe('x'.repeat(64));
  });
});
