import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand, ShellScript } from '../../../model/shell.ts';

/** Commands that only ask for something, so that `ask && do || do` is meant as if, then, else. */
const ASKING: ReadonlySet<string> = new Set(['[', 'test', 'which', 'type', 'grep', 'egrep', 'fgrep', 'getent']);
/** Behind `||`: ends the script, says something, or does nothing. */
const HARMLESS: ReadonlySet<string> = new Set([
  'true',
  'false',
  ':',
  'exit',
  'return',
  'break',
  'continue',
  'echo',
  'printf',
]);
/** Between: they do not fail. */
const CERTAIN: ReadonlySet<string> = new Set([
  'true',
  ':',
  'echo',
  'printf',
  'export',
  'exit',
  'return',
  'set',
  'unset',
]);

export const andOr = dockerfileRule<object>({
  id: 'and-or',
  severity: 'info',
  summary: 'if, and not && with ||, decides between two commands',
  why: 'The command behind || also runs where the test holds, but the command behind && fails',
  remediation: 'Write if a; then b; else c; fi',
  aliases: { shellcheck: ['SC2015'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    let before: ShellCommand | undefined;
    let second: ShellCommand | undefined;
    for (const command of build.allCommands) {
      const isChoice = before !== undefined && second !== undefined && isIfThenElse(before, second, command);
      if (isChoice && second !== undefined) {
        const { script } = command;
        report({
          message: `${command.program || 'the command behind ||'} also runs where ${second.program} fails: this is no if and else`,
          span: script.spanOf(orOperator(script, second, command)),
        });
      }
      // Commands in substitutions and texts stand in one of the others.
      if (command.script !== second?.script || second === undefined || command.start >= second.end) {
        before = second;
        second = command;
      }
    }
  },
});

/** `[ a ] && b || c`, and nothing in front of it or behind it. */
function isIfThenElse(test: ShellCommand, then: ShellCommand, other: ShellCommand): boolean {
  if (test.script !== other.script || then.script !== other.script || test.nesting !== other.nesting) return false;
  if (then.nesting !== other.nesting || test.pipe !== undefined || then.pipe !== undefined) return false;
  const isShape =
    (test.joinedBy === '' || test.joinedBy === ';') &&
    test.followedBy === '&&' &&
    then.joinedBy === '&&' &&
    then.followedBy === '||' &&
    other.joinedBy === '||' &&
    other.followedBy !== '||' &&
    other.followedBy !== '&&';
  return isShape && isAsking(test) && !CERTAIN.has(then.program) && then.program !== '' && !HARMLESS.has(other.program);
}

function isAsking({ program, wrappers, words: [first] }: ShellCommand): boolean {
  return ASKING.has(program) || (program === 'command' && wrappers.length === 0 && first?.value === 'command');
}

function orOperator(
  { source: { text } }: ShellScript,
  { end: from }: ShellCommand,
  { start: to, end }: ShellCommand,
): { readonly start: number; readonly end: number } {
  const at = text.indexOf('||', from);
  return at === -1 || at >= to ? { start: to, end } : { start: at, end: at + 2 };
}
