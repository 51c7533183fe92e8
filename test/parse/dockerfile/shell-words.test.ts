// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells look like those of templates
import { describe, expect, test } from '@jest/globals';
import { command, covered, lastWord, script } from './shown-commands.ts';

describe('words', () => {
  test.each<[string, string, boolean]>([
    ['x', 'x', true],
    ['"a b"', 'a b', true],
    ["'a $b'", 'a $b', true],
    ['a"b"\'c\'', 'abc', true],
    ['\\*', '*', true],
    ['"a\\"b"', 'a"b', true],
    ['"\\$x"', '$x', true],
    ["$'a\\tb'", 'a\tb', true],
    ['[', '[', true],
    ['{}', '{}', true],
    ['a~', 'a~', true],
    ['--x=a', '--x=a', true],
    ['ü😀', 'ü😀', true],
    ['$x', '$x', false],
    ['"$x"', '$x', false],
    ['a${x}b', 'a${x}b', false],
    ['$(a b)', '$(a b)', false],
    ['`a b`', '`a b`', false],
    ['$((1+2))', '$((1+2))', false],
    ['<(a)', '<(a)', false],
    ['*.txt', '*.txt', false],
    ['a?', 'a?', false],
    ['a[bc]', 'a[bc]', false],
    ['{a,b}', '{a,b}', false],
    ['{1..3}', '{1..3}', false],
    ['~/x', '~/x', false],
    ["['a','b']", '[a,b]', false],
  ])('%s', (raw, value, literal) => {
    const word = lastWord(`echo ${raw}`);
    expect(word).toMatchObject({ value, raw, literal, start: 5, end: 5 + raw.length });
  });
});

describe('expansions', () => {
  const shown = (text: string) =>
    lastWord(text).expansions.map(
      ({ kind, name, quoted, guarded, ...part }) =>
        `${kind} ${name}${quoted ? ' quoted' : ''}${guarded ? ' guarded' : ''}: ${covered(text, part)}`,
    );

  test.each<[string, readonly string[]]>([
    ['x', []],
    ["'$x'", []],
    ['"\\$x"', []],
    ['$x', ['variable x: $x']],
    ['"a $x"', ['variable x quoted: $x']],
    ['$x"$y"', ['variable x: $x', 'variable y quoted: $y']],
    ['${x}', ['variable x: ${x}']],
    ['"${x:-a}"', ['variable x quoted guarded: ${x:-a}']],
    ['${x%%/*}', ['variable x: ${x%%/*}']],
    ['${#x}', ['variable x: ${#x}']],
    ['${x:-$y}', ['variable x guarded: ${x:-$y}', 'variable y: $y']],
    ['"${x:-${y}}"', ['variable x quoted guarded: ${x:-${y}}', 'variable y quoted: ${y}']],
    ['$@', ['variable @: $@']],
    ['$1$?', ['variable 1: $1', 'variable ?: $?']],
    ['$(a $x)', ['command : $(a $x)']],
    ['"`a`"', ['command  quoted: `a`']],
    ['<(a)', ['command : <(a)']],
    ['$((1))', ['arithmetic : $((1))']],
    ['$((1 + $(a $x)))', ['arithmetic : $((1 + $(a $x)))', 'command  quoted: $(a $x)']],
    ['{$x,"$y"}', ['variable x: $x', 'variable y quoted: $y']],
  ])('of %s', (raw, expected) => {
    expect(shown(`echo ${raw}`)).toEqual(expected);
  });

  test.each(['-', ':-', '+', ':+', '?', ':?', '=', ':='])('are guarded by %s', (operator) => {
    expect(lastWord(`echo "\${x${operator}y}"`).expansions[0]?.guarded).toBe(true);
  });

  test('are not split in arguments of export', () => {
    expect(shown('export A=$x')).toEqual(['variable x quoted: $x']);
  });
});

describe('assignments', () => {
  const shown = (text: string) =>
    command(text).assignments.map(({ name, value, ...part }) => `${name} <- ${value?.raw}: ${covered(text, part)}`);

  test.each<[string, readonly string[]]>([
    ['A=1', ['A <- 1: A=1']],
    ['A=1 B="2 3" cmd C=4', ['A <- 1: A=1', 'B <- "2 3": B="2 3"']],
    ['A=', ['A <- : A=']],
    ['A+=1', ['A <- 1: A+=1']],
    ['A[0]=1', ['A <- 1: A[0]=1']],
    ['A=(1 "2")', ['A <- (1 "2"): A=(1 "2")']],
    ['export A=1 B C=$x', ['A <- 1: A=1', 'C <- $x: C=$x']],
    ['declare -r A=1', ['A <- 1: A=1']],
    ['local A=1', ['A <- 1: A=1']],
    ['readonly A=1', ['A <- 1: A=1']],
    ['typeset A=1', ['A <- 1: A=1']],
    ["alias a='b c'", []],
    ['env A=1 "B=2" cmd', ['A <- 1: A=1', 'B <- "B=2": "B=2"']],
    ['X=0 sudo -E A=1 cmd', ['X <- 0: X=0', 'A <- 1: A=1']],
  ])('of %s', (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });

  test('are words, too, where they are arguments', () => {
    expect(command('export A="b c" D').args.map(({ value, raw, literal }) => [value, raw, literal])).toEqual([
      ['A=b c', 'A="b c"', true],
      ['D', 'D', true],
    ]);
  });

  test('have values without quotes', () => {
    expect(command('env "B=2 3" cmd').assignments[0]?.value?.value).toBe('2 3');
    expect(command('B="2 3"').assignments[0]?.value?.value).toBe('2 3');
  });

  test('are not split', () => {
    expect(command('A=$x').assignments[0]?.value?.expansions[0]?.quoted).toBe(true);
  });

  test.each(['A=1', '> f', 'A=$(b)'])('by themselves have no program: %s', (text) => {
    expect(command(text)).toMatchObject({ program: '', programWord: undefined, args: [], words: [] });
  });
});

describe('redirects', () => {
  const shown = (text: string) =>
    command(text).redirects.map(
      ({ descriptor, operator, target, ...part }) =>
        `${descriptor ?? ''}${operator} ${target?.value}: ${covered(text, part)}`,
    );

  test.each<[string, readonly string[]]>([
    ['a > f 2>&1', ['> f: > f', '2>& 1: 2>&1']],
    ['> f a', ['> f: > f']],
    ['a >>"f g" < h', ['>> f g: >>"f g"', '< h: < h']],
    ['a &> f', ['&> f: &> f']],
    ['a <<< "b"', ['<<< b: <<< "b"']],
    ['a <<EOF 3>f\nx\nEOF\n', ['<< undefined: <<EOF', '3> f: 3>f']],
    ['a {fd}>f', ['> f: {fd}>f']],
  ])('of %s', (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });

  test('are what the shell makes of unquoted versions', () => {
    const text = 'pip install foo>=1.0 bar<2';
    expect(command(text).args.map(({ value }) => value)).toEqual(['install', 'foo', 'bar']);
    expect(shown(text)).toEqual(['> =1.0: >=1.0', '< 2: <2']);
  });

  test('of a group belong to no command', () => {
    expect(script('{ a; } > f').commands[0]?.redirects).toEqual([]);
  });
});
