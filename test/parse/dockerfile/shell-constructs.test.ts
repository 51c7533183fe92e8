// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells look like those of templates
import { describe, expect, test } from '@jest/globals';
import { covered, script } from './shown-commands.ts';

const shown = (text: string) => script(text).constructs.map(({ kind, ...part }) => `${kind}: ${covered(text, part)}`);

describe('what not every shell understands', () => {
  test.each<[string, readonly string[]]>([
    ['[[ a == b ]] && c', ['double-bracket: [[ a == b ]]']],
    ['(( a++ ))', ['arithmetic-command: (( a++ ))']],
    ['function f { a; }', ['function-keyword: function']],
    ['A=(1 2) B+=(3)', ['array: A=(1 2)', 'array: B+=(3)']],
    ['A[1]=2', ['array: A[1]=2']],
    ['echo "${A[1]}" ${A[@]}', ['array: ${A[1]}', 'array: ${A[@]}']],
    ['declare -a A=(1)', ['array: A=(1)']],
    ['a <(b) >(c)', ['process-substitution: <(b)', 'process-substitution: >(c)']],
    ['a <<< "$b"', ['here-string: <<< "$b"']],
    ['select x in y; do a; done', ['select: select']],
    ['for ((i=0;i<1;i++)); do a; done', ['c-style-for: for']],
    ['a {b,c} {1..3}', ['brace-expansion: {b,c}', 'brace-expansion: {1..3}']],
    ["a $'\\n'", ["ansi-c-quote: $'\\n'"]],
    ['a &> f &>> g >& h', ['redirect-both: &> f', 'redirect-both: &>> g', 'redirect-both: >& h']],
    ['a |& b | c |& d', ['pipe-both: |&', 'pipe-both: |&']],
    ['case a in b) c;& d) e;;& f) g;; esac', ['case-fallthrough: ;&', 'case-fallthrough: ;;&']],
    ['coproc a', ['coproc: coproc']],
    ['x=$(if [[ a ]]; then b; fi)', ['double-bracket: [[ a ]]']],
    ['{ a; } &> f', ['redirect-both: &> f']],
    ['cat <<EOF\n${A[0]}\nEOF\n', ['array: ${A[0]}']],
    ['x=`[[ \\`a\\` ]]`', ['double-bracket: `[[ \\`a\\` ]]`']],
  ])('%s', (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });

  test.each([
    '[ -f x ] && (a; b)',
    'f() { a; }',
    'a 2>&1 >&2 2>&-',
    'a | b & c',
    'a {} {b} "{a,b}"',
    "echo '[[ (( <( <<< &> function'",
    'a --function=select; echo function',
    'for i in a b; do c; done; case x in y) z;; esac',
    '((a); b)',
  ])('is not in %s', (text) => {
    expect(shown(text)).toEqual([]);
  });

  test('is found in texts of the same language only', () => {
    expect(shown("sh -c '[[ a ]]'; eval '[[ b ]]'; bash -c '[[ c ]]'")).toEqual([
      'double-bracket: [[ a ]]',
      'double-bracket: [[ b ]]',
    ]);
    expect(script("bash -c '[[ c ]]'; sh -c '[[ d ]]'", 'bash').constructs).toHaveLength(1);
  });
});
