// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells look like those of templates
import { describe, expect, test } from '@jest/globals';
import { commandLine, NO_VALUES } from '../../../src/parse/dockerfile/command-line.ts';
import { command } from './shown-commands.ts';

const SPEC = { values: new Set(['-t', '-o', '--output', '-keystore']) };

const read = (text: string, spec = SPEC) => commandLine(command(`x ${text}`).args, spec);

describe('arguments are told apart', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['install -y curl', ['-y'], ['install', 'curl']],
    ['-yqq a', ['-y', '-q', '-q'], ['a']],
    ['--yes --assume-no=1 a', ['--yes', '--assume-no=1'], ['a']],
    ['-t sid a', ['-t=sid'], ['a']],
    ['-tsid a', ['-t=sid'], ['a']],
    ['-t=sid a', ['-t=sid'], ['a']],
    ['-yt sid a', ['-y', '-t=sid'], ['a']],
    ['-ytsid a', ['-y', '-t=sid'], ['a']],
    ['-q=2 a', ['-q=2'], ['a']],
    ['--output f a', ['--output=f'], ['a']],
    ['--output=f a', ['--output=f'], ['a']],
    ['--output= a', ['--output='], ['a']],
    ['-o -y', ['-o=-y'], []],
    ['-o', ['-o'], []],
    ['--output', ['--output'], []],
    ['-keystore k -storetype', ['-keystore=k', '-s', '-t=oretype'], []],
    ['- a', [], ['-', 'a']],
    ['-y -- -t a', ['-y'], ['-t', 'a']],
    ['a -y b', ['-y'], ['a', 'b']],
    ['+x a', [], ['+x', 'a']],
    ['-5 a', ['-5'], ['a']],
    ['$OPTIONS a', [], ['$OPTIONS', 'a']],
    ['-y$OPTIONS a', ['-y'], ['a']],
    ['-o"$FILE" a', ['-o=$FILE'], ['a']],
    ['--output="$FILE" a', ['--output=$FILE'], ['a']],
    ['', [], []],
  ])('%s', (text, options, operands) => {
    const line = text === '' ? commandLine([], SPEC) : read(text);
    expect(line.options.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`))).toEqual(options);
    expect(line.operands.map(({ value }) => value)).toEqual(operands);
  });

  test('and options end at the first operand where they do for the program', () => {
    const line = read('-y run -t x', { ...SPEC, operandsEndOptions: true } as typeof SPEC);
    expect(line.options.map(({ name }) => name)).toEqual(['-y']);
    expect(line.operands.map(({ value }) => value)).toEqual(['run', '-t', 'x']);
  });

  test('and no option takes a value by itself', () => {
    expect(commandLine(command('x -t a').args).operands.map(({ value }) => value)).toEqual(['a']);
    expect(NO_VALUES.values.size).toBe(0);
  });
});

describe('options are found', () => {
  const line = read('-y -o a --output=b -tsid c');

  test('by any of their names', () => {
    expect(line.has('--yes', '-y')).toBe(true);
    expect(line.has('-Y', '--assume-yes')).toBe(false);
  });

  test('the last one, which counts', () => {
    expect(line.last('-o', '--output')?.value).toBe('b');
    expect(line.last('--none')).toBeUndefined();
  });

  test('all of them, with the words that they stand in', () => {
    expect(line.all('-o', '--output').map(({ word, valueWord }) => [word.raw, valueWord?.raw])).toEqual([
      ['-o', 'a'],
      ['--output=b', '--output=b'],
    ]);
    expect(line.last('-y')?.valueWord).toBeUndefined();
  });
});
