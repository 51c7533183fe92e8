import { describe, expect, test } from '@jest/globals';
import { echoEscapes } from '../../../src/rules/dockerfile/shell/echo-escapes.ts';
import { posixShell } from '../../../src/rules/dockerfile/shell/posix-shell.ts';
import { fixedBy, problemsOf } from '../../support/dockerfile.ts';
import { aliases, found, messages } from './found.ts';

const inRun = (script: string, base = 'a'): string => `FROM ${base}\nRUN ${script}\n`;

describe('posix-shell', () => {
  test.each([
    ['[[ a = b ]] && c', '2:5-2:7 [[', 'SC3010', undefined],
    ['function f { a; }', '2:5-2:13 function', 'SC2112', undefined],
    ['x=(1 2)', '2:5-2:12 x=(1 2)', 'SC3030', undefined],
    ['cat <(a)', '2:9-2:13 <(a)', 'SC3001', undefined],
    ['cat <<< a', '2:9-2:14 <<< a', 'SC3011', undefined],
    ['mkdir -p /a/{b,c}', '2:17-2:22 {b,c}', 'SC3009', undefined],
    ['a &> /dev/null', '2:7-2:19 &> /dev/null', 'SC3020', undefined],
    ['a |& b', '2:7-2:9 |&', 'SC3029', undefined],
    ["cat $'a\\n'", "2:9-2:15 $'a\\n'", 'SC3003', undefined],
    ['source /x/y', '2:5-2:11 source', 'SC3046', '. /x/y'],
    ['[ "$a" == b ]', '2:12-2:14 ==', 'SC3014', '[ "$a" = b ]'],
    ['echo -e "a\\nb"', '2:10-2:12 -e', 'SC3037', 'printf \'%b\\n\' "a\\nb"'],
    ['set -euo pipefail', '2:14-2:22 pipefail', 'SC3040', undefined],
  ])('%s', (script, expected, alias, fixed = script) => {
    const text = inRun(script, 'debian:12');
    expect(found(posixShell, text)).toEqual([expected]);
    expect(aliases(posixShell, text)).toEqual([alias]);
    expect(fixedBy(posixShell, text, { unsafe: true })).toBe(inRun(fixed, 'debian:12'));
  });

  test.each([
    [
      'dash',
      'debian:12',
      [
        ['SC3010', undefined],
        ['SC3030', undefined],
      ],
    ],
    [
      'by its package manager',
      'a\nRUN apt-get update',
      [
        ['SC3010', undefined],
        ['SC3030', undefined],
      ],
    ],
    ['BusyBox has [[', 'alpine', [['SC3030', undefined]]],
    [
      'bash',
      'fedora:40',
      [
        ['SC3010', 'info'],
        ['SC3030', 'info'],
      ],
    ],
    [
      'nobody knows',
      'a',
      [
        ['SC3010', 'info'],
        ['SC3030', 'info'],
      ],
    ],
    ['SHELL', 'debian\nSHELL ["/bin/bash", "-c"]', []],
  ])('the shell of the base image: %s', (_, base, expected) => {
    const problems = problemsOf(posixShell, inRun('[[ -f x ]] && y=(1)', base));
    expect(problems.map(({ alias, atMost }) => [alias, atMost])).toEqual(expected);
  });

  test.each([
    'bash -c "[[ a = b ]]"',
    'bash -c "source x"',
    '<<EOF\n#!/bin/bash\n[[ a = b ]]\nEOF',
    "echo '[[ a ]]' # [[ a ]]",
    '[ a = b ]',
    'find . -exec rm {} +',
    "awk '{print $1}' x",
    'a > /dev/null 2>&1',
    'local x=1',
    '["bash", "-c", "[[ a = b ]]"]',
  ])('%s is fine', (script) => {
    expect(found(posixShell, inRun(script, 'debian:12'))).toEqual([]);
  });

  test('each thing once in a script', () => {
    expect(found(posixShell, inRun('[[ a ]] || [[ b ]]', 'ubuntu'))).toEqual(['2:5-2:7 [[']);
  });
});

describe('echo-escapes', () => {
  const bash = 'a\nSHELL ["/bin/bash", "-c"]';
  test.each([
    ['bash', bash, 'echo "a\\nb"', [undefined], 'printf \'%b\\n\' "a\\nb"'],
    ['BusyBox', 'alpine', "echo 'a\\tb' > x", [undefined], "printf '%b\\n' 'a\\tb' > x"],
    ['nobody knows', 'a', 'echo "a\\nb"', ['info'], 'printf \'%b\\n\' "a\\nb"'],
    ['dash takes them', 'debian:12', 'echo "a\\nb"', [], undefined],
    ['several words: no fix', bash, 'echo a "b\\n"', [undefined], undefined],
  ])('%s', (_, base, script, severities, fixed = script) => {
    const text = inRun(script, base);
    expect(problemsOf(echoEscapes, text).map(({ atMost }) => atMost)).toEqual(severities);
    expect(fixedBy(echoEscapes, text, { unsafe: true })).toBe(inRun(fixed, base));
  });

  test.each([
    'echo -e "a\\nb"',
    'echo -n "a\\nb"',
    "printf 'a\\nb'",
    'echo "a\\\\nb"',
    'echo \'PS1="\\u \\n"\' >> ~/.bashrc',
    'echo \'printf "a\\n"\' > x.sh',
    "echo 's/[^\\n]//' > x.sed",
    'echo a\\nb',
    'echo "C:\\x"',
  ])('%s is fine', (script) => {
    expect(found(echoEscapes, inRun(script, bash))).toEqual([]);
  });

  test('says so', () => {
    expect(messages(echoEscapes, inRun('echo "a\\nb"', bash))).toEqual([
      'echo writes the escapes of this text as they stand',
    ]);
  });
});
