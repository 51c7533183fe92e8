import type { Build } from '../../../model/build.ts';
import type { Fix, TextEdit } from '../../../model/dockerfile-rule.ts';
import type { Instruction } from '../../../model/instruction.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../../../model/shell.ts';
import { isEditable } from './command-edits.ts';
import { allEdits } from './spans.ts';

/** Whether the words of a command of RUN can be changed in the file. See ShellCommand.embedded for what may be written into it. */
export function canEdit(build: Build, command: ShellCommand): boolean {
  const run = build.instructionOf(command.script);
  return run.keyword === 'RUN' && isEditable(command, run);
}

/** Whether the stage of an instruction becomes a part of the final image, be it by files that are copied from it. */
export function reachesImage(build: Build, instruction: Instruction): boolean {
  const role = build.stageOf(instruction)?.role;
  return role === 'final' || role === 'ships';
}

/** A fix as a part of a problem; nothing where one of its edits is not possible. */
export function fixOf(
  safety: Fix['safety'],
  title: string,
  ...edits: readonly (TextEdit | undefined)[]
): { readonly fix?: Fix } {
  const possible = allEdits(...edits);
  return possible === undefined ? {} : { fix: { safety, title, edits: possible } };
}

/** Writes another text in place of a part of a script; undefined where that goes over lines. */
export function replaceInScript(
  { source }: ShellScript,
  { start, end }: { readonly start: number; readonly end: number },
  text: string,
): TextEdit | undefined {
  return source.isUnbroken(start, end) ? { ...source.spanOf(start, end), text } : undefined;
}

/** A word that is one variable, and named as if it held options: `$CURL_OPTS`. */
const OPTIONS_IN_VARIABLE = /^"?\$\{?\w*(?:OPT|FLAG|ARG)\w*\}?"?$/i;

/** Whether a word may hold options that nobody sees. */
export function mayHoldOptions({ literal, raw }: ShellWord): boolean {
  return !literal && OPTIONS_IN_VARIABLE.test(raw);
}

/** Which commands stand in which others. */
interface Nesting {
  readonly outer: ReadonlyMap<ShellCommand, ShellCommand>;
  readonly inner: ReadonlyMap<ShellCommand, readonly ShellCommand[]>;
}

const nestings = new WeakMap<ShellScript, Nesting>();
const NONE: readonly ShellCommand[] = [];

/** The simple command that another one stands in, by a substitution or a text of `sh -c`; undefined for those of the script itself. */
export function enclosingCommand(command: ShellCommand): ShellCommand | undefined {
  return nestingOf(command.script).outer.get(command);
}

/** The commands that stand in a part of another one, but in no command in between, in the order of the text. */
export function innerCommands(
  command: ShellCommand,
  part: { readonly start: number; readonly end: number },
): readonly ShellCommand[] {
  const all = nestingOf(command.script).inner.get(command) ?? NONE;
  return all.slice(firstFrom(all, part.start), firstFrom(all, part.end));
}

/** Index of the first command that starts at a place or behind it. */
function firstFrom(commands: readonly ShellCommand[], place: number): number {
  let [low, high] = [0, commands.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((commands[middle]?.start ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function nestingOf(script: ShellScript): Nesting {
  let nesting = nestings.get(script);
  if (nesting === undefined) {
    nesting = readNesting(script);
    nestings.set(script, nesting);
  }
  return nesting;
}

/** One pass over the commands, which are in the order of the text. */
function readNesting({ commands }: ShellScript): Nesting {
  const outer = new Map<ShellCommand, ShellCommand>();
  const inner = new Map<ShellCommand, ShellCommand[]>();
  const open: ShellCommand[] = [];
  for (const command of commands) {
    for (let last = open.at(-1); last !== undefined && last.end <= command.start; last = open.at(-1)) open.pop();
    const around = open.at(-1);
    if (around !== undefined) {
      outer.set(command, around);
      const siblings = inner.get(around);
      if (siblings === undefined) inner.set(around, [command]);
      else siblings.push(command);
    }
    open.push(command);
  }
  return { outer, inner };
}
