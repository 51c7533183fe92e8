// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells look like those of templates
import { describe, expect, test } from '@jest/globals';
import { TextBuilder } from '../../../src/parse/dockerfile/joined-text.ts';
import { parseShell } from '../../../src/parse/dockerfile/shell.ts';
import { commands, covered, script, shownCommand } from './shown-commands.ts';

describe('commands are found', () => {
  test.each<[string, string, readonly string[]]>([
    ['in lists', 'a x && b || c; d & e\nf', ['a x', 'b', 'c', 'd', 'e', 'f']],
    ['in pipes', 'a | b |& c', ['a', 'b', 'c']],
    ['in if', 'if a; then b; elif c; then d; else e; fi', ['a', 'b', 'c', 'd', 'e']],
    ['in loops', 'while a; do b; done; until c; do d; done; for i in x; do e; done', ['a', 'b', 'c', 'd', 'e']],
    ['in loops of bash', 'for ((i=0;i<3;i++)); do a; done; select x in y; do b; done', ['a', 'b']],
    ['in case', 'case x in y) a;; *) b; c;; esac', ['a', 'b', 'c']],
    ['in functions', 'f() { a; }; function g { b; }; h() ( c )', ['a', 'b', 'c']],
    ['in groups and subshells', '{ a; (b; { c; }); }', ['a', 'b', 'c']],
    ['in coprocesses', 'coproc a; coproc X { b; }', ['a', 'b']],
    ['in substitutions', 'a $(b "$(c)") `d` "`e`"', ['a $(b "$(c)") `d` `e`', 'b $(c)', 'c', 'd', 'e']],
    ['in assignments', 'X=$(a) Y=`b` c', ['c', 'a', 'b']],
    ['in arrays', 'X=(a $(b))', ['?', 'b']],
    ['in process substitutions', 'a <(b) >(c)', ['a <(b) >(c)', 'b', 'c']],
    ['in targets of redirects', 'a > $(b); while c; do d; done < <(e)', ['a', 'b', 'c', 'd', 'e']],
    [
      'in the words of loops and cases',
      'for i in $(a); do b; done; case $(c) in $(d)) e;; esac',
      ['a', 'b', 'c', 'd', 'e'],
    ],
    ['in tests', '[[ -n $(a) && $(b) == x ]]', ['a', 'b']],
    ['in arithmetic', 'echo $((1 + $(a))); (( $(b) ))', ['echo $((1 + $(a)))', 'a', 'b']],
    ['in values of expansions', 'echo "${x:-$(a)}" ${y:+`b`}', ['echo ${x:-$(a)} ${y:+`b`}', 'a', 'b']],
    ['in heredocs', 'cat <<EOF && a\n$(b) "$(c)"\nEOF\nd', ['cat', 'a', 'b', 'c', 'd']],
    ['but not in quoted heredocs', "cat <<'EOF'\n$(b) `c`\nEOF\nd", ['cat', 'd']],
    ['but not in single quotes, escapes and comments', "echo '$(a)' \\$b \\`c # $(d)\ne", ['echo $(a) $b `c', 'e']],
    ['in nested subshells that look like arithmetic', '((a; b) && c)', ['a', 'b', 'c']],
    ['but not in arithmetic commands', '((a = 1)); b', ['b']],
    ['behind time and !', 'time a; time -p b; ! c', ['a', 'b', 'c']],
    ['with the carriage returns that the shell sees', 'a b\r\nc', ['a b\r', 'c']],
  ])('%s', (_, text, expected) => {
    expect(commands(text)).toEqual(expected);
  });

  test.each(['', '  ', '\n', '# only a comment'])('not where there are none: %j', (text) => {
    const { commands: none, pipes, errors, truncated } = script(text);
    expect({ none, pipes, errors, truncated }).toEqual({ none: [], pipes: [], errors: [], truncated: false });
  });
});

describe('a command knows', () => {
  const states = (text: string) =>
    script(text).commands.map(
      (one) =>
        `${one.joinedBy}${one.program}${one.followedBy}${one.conditional ? ' conditional' : ''}${one.nesting > 0 ? ` ${one.nesting}` : ''}${one.substituted ? ' substituted' : ''}`,
    );

  test.each<[string, string, readonly string[]]>([
    ['its neighbours', 'a && b || c; d & e\nf', ['a&&', '&&b||', '||c; conditional', ';d&', '&e;', ';f']],
    ['that it runs in the background', 'a &', ['a&']],
    ['its neighbours around a pipe', 'a && b | c || d', ['a&&', '&&b||', '&&c||', '||d conditional']],
    ['its neighbours in its own list', 'a && { b; c; } && d', ['a&&', 'b;', ';c', '&&d']],
    ['that && behind || is no condition', 'a || b && c', ['a||', '||b&& conditional', '&&c']],
    ['conditions', 'if a; then b; elif c; then d; fi', ['a', 'b conditional', 'c conditional', 'd conditional']],
    ['loops', 'while a; do b; done; for i in x; do c; done', ['a', 'b conditional', 'c conditional']],
    ['cases and functions', 'case x in y) a;; esac; f() { b; }', ['a conditional', 'b conditional']],
    ['what stands in a condition', 'a || { b; (c); }', ['a||', 'b; conditional', 'c conditional 1']],
    ['subshells', '(a; (b); { c; })', ['a; 1', 'b 2', 'c 1']],
    ['substitutions', 'a $(b; (c)) <(d)', ['a', 'b; 1 substituted', 'c 2 substituted', 'd 1 substituted']],
  ])('%s', (_, text, expected) => {
    expect(states(text)).toEqual(expected);
  });

  test('its pipe and its place in it', () => {
    const { commands: all, pipes } = script('a | { b; c | d; } | (e && f $(g | h)); i');
    const shown = all.map(
      ({ program, pipe, pipePlace }) => `${program} ${pipe ? pipes.indexOf(pipe) : '-'}.${pipePlace}`,
    );
    expect(shown).toEqual(['a 0.0', 'b 0.1', 'c 1.0', 'd 1.1', 'e 0.2', 'f 0.2', 'g 2.0', 'h 2.1', 'i -.0']);
    expect(pipes.map(({ parts }) => parts.map((part) => part.map(shownCommand).join(', ')))).toEqual([
      ['a', 'b, c, d', 'e, f $(g | h)'],
      ['c', 'd'],
      ['g', 'h'],
    ]);
  });

  test.each(['time a', '! a', 'time -p ! a', '{ a; }', 'a || b', 'a > b'])('that it is in no pipe: %s', (text) => {
    expect(script(text).pipes).toEqual([]);
    expect(script(text).commands[0]?.pipe).toBeUndefined();
  });

  test.each(['! a | b', 'time a | b', 'a |& b'])('that it is in a pipe: %s', (text) => {
    const [pipe] = script(text).pipes;
    expect(pipe?.parts.map((part) => part.map(shownCommand))).toEqual([['a'], ['b']]);
  });

  test('where it stands', () => {
    const text = 'cd /x && FOO=1 make "all" > log 2>&1 | tee $(mktemp -d)';
    expect(script(text).commands.map((one) => covered(text, one))).toEqual([
      'cd /x',
      'FOO=1 make "all" > log 2>&1',
      'tee $(mktemp -d)',
      'mktemp -d',
    ]);
    expect(script(text).pipes.map((pipe) => covered(text, pipe))).toEqual([
      'FOO=1 make "all" > log 2>&1 | tee $(mktemp -d)',
    ]);
  });

  test('where it stands in backticks without escapes, in heredocs and nested substitutions', () => {
    const text = 'x=`a b` y=$(c "$(d e)")\ncat <<EOF\n  $(f g)\nEOF\n';
    expect(script(text).commands.map((one) => covered(text, one))).toEqual([
      'x=`a b` y=$(c "$(d e)")',
      'a b',
      'c "$(d e)"',
      'd e',
      'cat <<EOF',
      'f g',
    ]);
  });

  test('only the backticks that it stands in, where these have escapes', () => {
    const text = 'echo `a \\`b $x\\` "\\$c"`';
    const [, a, b] = script(text).commands;
    expect([a, b].map((one) => [one?.program, one?.embedded, covered(text, one ?? { start: 0, end: 0 })])).toEqual([
      ['a', 'decoded', '`a \\`b $x\\` "\\$c"`'],
      ['b', 'decoded', '`a \\`b $x\\` "\\$c"`'],
    ]);
    expect(b?.args[0]).toMatchObject({ raw: '$x', start: 5, end: text.length });
  });
});

describe('places in the file', () => {
  test('go through the text that the script was put together from', () => {
    const file = 'RUN a && \\\n  # comment\n  bc  d';
    const text = new TextBuilder();
    text.add('a && ', 4);
    text.add('  bc  d', file.indexOf('  bc'));
    const parsed = parseShell(text.build(0), 'sh');
    const spans = parsed.commands.map((one) => parsed.spanOf(one));
    expect(spans.map(({ start, end }) => file.slice(start, end))).toEqual(['a', 'bc  d']);
  });

  test('of a script in the middle of a file', () => {
    const parsed = script('abc def', 'bash', 100);
    expect(parsed.dialect).toBe('bash');
    expect(parsed.spanOf(parsed.commands[0]?.args[0] ?? { start: 0, end: 0 })).toEqual({ start: 104, end: 107 });
  });
});
