// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells look like those of templates
import { describe, expect, test } from '@jest/globals';
import { JoinedText } from '../../src/parse/dockerfile/joined-text.ts';
import { parseShell } from '../../src/parse/dockerfile/shell.ts';
import { CASES, SEED, TIMEOUT } from './mode.ts';
import { Random } from './random.ts';

/** Pieces that mean something to a shell, put together at random: most of the scripts are broken. */
const PIECES = [
  ...[
    'a',
    'apt-get install',
    '-y',
    'x=1',
    'export A=',
    'sudo -u root',
    'env',
    'sh -c',
    'bash -c',
    'eval',
    'su -c',
    'xargs',
  ],
  ...[
    ' ',
    ' ',
    ' ',
    '\n',
    '\t',
    '\r\n',
    ';',
    '&&',
    '||',
    '|',
    '|&',
    '&',
    '!',
    'time ',
    '\\',
    '\\\n',
    '#',
    '\0',
    '😀',
    '\ud800',
  ],
  ...[
    '"',
    '"',
    "'",
    "'",
    '`',
    '`',
    '\\`',
    '\\"',
    "$'",
    '$"',
    '$x',
    '"$x"',
    '${x:-',
    '${x}',
    '${',
    '}',
    '$(',
    '$((',
    '))',
  ],
  ...[
    '(',
    ')',
    '((',
    '{ ',
    '; }',
    '{a,b}',
    '[[ ',
    ' ]]',
    '[ ',
    ' ]',
    '<',
    '>',
    '>>',
    '2>&1',
    '&>',
    '<<EOF\n',
    '\nEOF\n',
    '<<<',
  ],
  ...[
    '<(',
    '>(',
    'if ',
    '; then ',
    'elif ',
    'else ',
    'fi',
    'while ',
    'for i in ',
    '; do ',
    'done',
    'case ',
    ' in ',
    ';;',
    'esac',
  ],
  ...['function f ', 'f() ', 'coproc ', 'select ', '*', '?', '@(', '~', 'A=(', 'A[', '=', '%', '^', '${!', '${#'],
] as const;

const randomScript = (random: Random): string =>
  Array.from({ length: random.below(40) }, () => random.pick(PIECES)).join('');

/** What is wrong with the answer for a script. */
function faultsOf(text: string): readonly string[] {
  const script = parseShell(new JoinedText(text, 0), 'sh');
  const faults: string[] = [];
  const check = (what: string, part: { readonly start: number; readonly end: number }, raw?: string) => {
    const { start, end } = part;
    if (!(start >= 0 && start <= end && end <= text.length)) faults.push(`${what} at ${start}..${end}`);
    if (raw !== undefined && text.slice(start, end) !== raw) faults.push(`${what} at ${start}..${end} is not ${raw}`);
  };
  let last = 0;
  for (const command of script.commands) {
    check('command', command);
    if (command.start < last) faults.push(`command at ${command.start} behind ${last}`);
    last = command.start;
    const isCounted = command.embedded !== 'decoded';
    for (const word of command.words) {
      check('word', word, isCounted ? word.raw : undefined);
      if (word.literal && word.expansions.length > 0) faults.push(`literal word with expansions: ${word.raw}`);
      for (const expansion of word.expansions) check('expansion', expansion);
    }
    for (const { value, ...assignment } of command.assignments) {
      check('assignment', assignment);
      if (value !== undefined) check('value', value, isCounted ? value.raw : undefined);
    }
    for (const { target, ...redirect } of command.redirects) {
      check('redirect', redirect);
      if (target !== undefined) check('target', target, isCounted ? target.raw : undefined);
    }
    const { programWord } = command;
    // A program that a variable names is in none of the words.
    const isNamed = programWord !== undefined && !command.words.includes(programWord);
    const behind = programWord === undefined ? 0 : command.words.indexOf(programWord) + 1;
    if (!isNamed && command.words.length - behind !== command.args.length)
      faults.push(`arguments of ${command.program}`);
  }
  for (const pipe of script.pipes) check('pipe', pipe);
  for (const construct of script.constructs) check(construct.kind, construct);
  for (const error of script.errors) check(error.message, error);
  return faults;
}

describe('any shell script', () => {
  const isRead = () => {
    const random = new Random(SEED);
    let found = 0;
    for (let index = 0; index < 4 * CASES; index++) {
      const text = randomScript(random);
      expect({ text, faults: faultsOf(text) }).toEqual({ text, faults: [] });
      found += parseShell(new JoinedText(text, 0), 'sh').commands.length;
    }
    expect(found).toBeGreaterThan(CASES);
  };
  test('is read without exceptions, and every part of it stands where it is said to', isRead, TIMEOUT);
});
