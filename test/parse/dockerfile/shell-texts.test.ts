// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells look like those of templates
import { describe, expect, test } from '@jest/globals';
import { commands, covered, script } from './shown-commands.ts';

describe('texts that commands run', () => {
  const inner = (text: string) => commands(text).slice(1);

  test.each<[string, readonly string[]]>([
    ["sh -c 'a b; c'", ['a b', 'c']],
    ['sh -c "a b && c"', ['a b', 'c']],
    ['sh -c a', ['a']],
    ["bash -euo pipefail -c 'a | b' name x", ['a', 'b']],
    ["bash -eo pipefail -lc 'a'", ['a']],
    ["bash --login -c 'a'", ['a']],
    ["bash --rcfile /x -c 'a'", ['a']],
    ["bash -ceo pipefail 'a'", ['a']],
    ["bash -c -- 'a'", ['a']],
    ["/bin/ash -c 'a'", ['a']],
    ["sudo -u x sh -c 'a'", ['a']],
    ["xargs -n 1 sh -c 'a'", ['a']],
    ["su -c 'a b'", ['a b']],
    ["su - app -s /bin/sh -c 'a b'", ['a b']],
    ["su app --command 'a'", ['a']],
    ["su -lc 'a' app", ['a']],
    ["runuser -u app -c 'a'", ['a']],
    ["eval 'a; b'", ['a', 'b']],
    ['eval a b', ['a b']],
    ["eval a 'b  c'; d", ['a b c', 'd']],
    ['sh -c "a $X"', ['a $X']],
    ['sh -c "a \\"b c\\""', ['a b c']],
    ['sh -c "a \\$(b)"', ['a $(b)', 'b']],
    ["sh -c 'a `b`'", ['a `b`', 'b']],
    [`sh -c "sh -c 'sh -c a'"`, ['sh -c sh -c a', 'sh -c a', 'a']],
  ])('%s', (text, expected) => {
    expect(inner(text)).toEqual(expected);
  });

  test.each([
    'sh script.sh -c',
    'sh -e x',
    'sh -c',
    'sh',
    'sh -c "$X"',
    'sh -c $X',
    'su - app',
    'su -c',
    'eval',
    'eval "${X}"',
    "notsh -c 'a'",
    'sh --version',
  ])('are not there: %s', (text) => {
    expect(inner(text)).toEqual([]);
  });

  test.each(['sh -c "a $(b) c"', 'eval "$(b)"', 'eval `b`'])('are not known where a command makes them: %s', (text) => {
    expect(inner(text)).toEqual(['b']);
  });

  test('know what they stand in', () => {
    const text = `(a || bash -c 'b && c' | d)`;
    const { commands: all, pipes } = script(text);
    const shown = all.map((one) => [
      one.program,
      one.nesting,
      one.conditional,
      one.joinedBy,
      one.embedded,
      one.pipePlace,
    ]);
    expect(shown).toEqual([
      ['a', 1, false, '', 'script', 0],
      ['bash', 1, true, '||', 'script', 0],
      ['b', 2, true, '', 'quoted', 0],
      ['c', 2, true, '&&', 'quoted', 0],
      ['d', 1, true, '||', 'script', 1],
    ]);
    expect(pipes[0]?.parts.map((part) => part.map(({ program }) => program))).toEqual([['bash', 'b', 'c'], ['d']]);
  });

  test.each<[string, readonly string[]]>([
    ["x; sh -c 'a b; c $(d)'", ['a b', 'c $(d)', 'd']],
    ['x; sh -c "a b"', ['a b']],
    ['x; eval a b', ['a b']],
    ['x; sh -c \'sh -c "a b"\'', ['sh -c "a b"', 'a b']],
  ])('are found at their places in the script: %s', (text, expected) => {
    const { commands: all } = script(text);
    expect(all.slice(2).map((one) => [covered(text, one), one.embedded])).toEqual(
      expected.map((one) => [one, 'quoted']),
    );
    for (const { words } of all) for (const word of words) expect(covered(text, word)).toBe(word.raw);
  });

  test.each<[string, string]>([
    ['x; sh -c "a \\"b\\""', '"a \\"b\\""'],
    ["x; sh -c 'a'\\''b'", "'a'\\''b'"],
    ["x; eval a  'b'", "a  'b'"],
    ['x; sh -c a\\ b', 'a\\ b'],
  ])('are found at the whole word, where it has escapes: %s', (text, expected) => {
    const last = script(text).commands.at(-1);
    expect([last?.embedded, covered(text, last ?? { start: 0, end: 0 })]).toEqual(['decoded', expected]);
    for (const word of last?.words ?? []) expect(covered(text, word)).toBe(expected);
  });

  test('are read three texts deep', () => {
    const nested = (levels: number): string => (levels === 0 ? 'a' : `sh -c ${JSON.stringify(nested(levels - 1))}`);
    expect(script(nested(3))).toMatchObject({ truncated: false, commands: { length: 4 } });
    expect(script(nested(4))).toMatchObject({ truncated: true, commands: { length: 4 } });
  });
});

describe('errors', () => {
  const errors = (text: string) =>
    script(text).errors.map(({ message, ...part }) => `${message} @ ${covered(text, part)}`);

  test.each<[string, readonly string[]]>([
    ['a && b', []],
    ['echo "a', ['unterminated double quote @ "']],
    ["echo 'a", ["unterminated single quote @ '"]],
    ['a; }', ["unexpected token '}' @ }"]],
    ['x "$(})"', ["unexpected token '}' @ }"]],
    ["sh -c 'a; }'", ["unexpected token '}' @ }"]],
    ['sh -c "a \\"}\\"; }"', ['unexpected token \'}\' @ "a \\"}\\"; }"']],
    ['sh -c "$X }; }"', []],
    ['(( a = 1 + )); b', []],
    ['cat <<EOF\na\n', ['the heredoc has no end @ <<EOF']],
    ['cat <<EOF\na\nEOF\n', []],
  ])('of %j', (text, expected) => {
    expect(errors(text)).toEqual(expected);
  });

  test('do not count heredocs whose lines stand elsewhere', () => {
    expect(errors('cat <<EOF > x && b')).toEqual([]);
    expect(commands('cat <<EOF > x && b')).toEqual(['cat', 'b']);
  });

  test('of other languages need not be there: who asks must know the language', () => {
    expect(errors('Get-Process x | Stop-Process')).toEqual([]);
  });

  test('leave the commands in front of them', () => {
    expect(commands('a && b; c )')).toEqual(['a', 'b', 'c']);
  });

  test('are shown without deceptive characters', () => {
    const [error] = script('[[ a b\u202e ]]').errors;
    expect(error?.message).toContain('b\\u{202e}');
  });
});
