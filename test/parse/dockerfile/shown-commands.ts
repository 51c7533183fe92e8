import type { ShellCommand, ShellScript, ShellWord } from '../../../src/model/shell.ts';
import { JoinedText } from '../../../src/parse/dockerfile/joined-text.ts';
import { parseShell } from '../../../src/parse/dockerfile/shell.ts';

/** A script that starts at an offset of its file. */
export function script(text: string, dialect: ShellScript['dialect'] = 'sh', offset = 0): ShellScript {
  return parseShell(new JoinedText(text, offset), dialect);
}

/** Each command as its program and arguments: `apt-get install curl`. */
export function commands(text: string): readonly string[] {
  return script(text).commands.map(shownCommand);
}

/** Program and arguments; `?` where there is no certain program. */
export function shownCommand({ program, args }: ShellCommand): string {
  return [program === '' ? '?' : program, ...args.map(({ value }) => value)].join(' ');
}

/** The first command of a script. */
export function command(text: string): ShellCommand {
  const [first] = script(text).commands;
  if (first === undefined) throw new Error(`no command in ${text}`);
  return first;
}

/** The last argument of the first command. */
export function lastWord(text: string): ShellWord {
  const word = command(text).args.at(-1);
  if (word === undefined) throw new Error(`no argument in ${text}`);
  return word;
}

/** What a part of a script covers. */
export function covered(text: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return text.slice(start, end);
}
