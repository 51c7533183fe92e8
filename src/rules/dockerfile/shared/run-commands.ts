import type { Build } from '../../../model/build.ts';
import type { Instruction } from '../../../model/dockerfile.ts';
import type { Fix, TextEdit } from '../../../model/dockerfile-rule.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../../../model/shell.ts';
import { isEditable } from './command-edits.ts';

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
  const possible: TextEdit[] = [];
  for (const edit of edits) {
    if (edit === undefined) return {};
    possible.push(edit);
  }
  return { fix: { safety, title, edits: possible } };
}

/** Writes another text in place of a part of a script; undefined where that goes over lines. */
export function replaceInScript(
  { source }: ShellScript,
  { start, end }: { readonly start: number; readonly end: number },
  text: string,
): TextEdit | undefined {
  return source.isUnbroken(start, end) ? { ...source.spanOf(start, end), text } : undefined;
}

/** Whether a part of a script stands in another one. */
export function standsIn(
  inner: { readonly start: number; readonly end: number },
  outer: { readonly start: number; readonly end: number },
): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

/** A word that is one variable, and named as if it held options: `$CURL_OPTS`. */
const OPTIONS_IN_VARIABLE = /^"?\$\{?\w*(?:OPT|FLAG|ARG)\w*\}?"?$/i;

/** Whether a word may hold options that nobody sees. */
export function mayHoldOptions({ literal, raw }: ShellWord): boolean {
  return !literal && OPTIONS_IN_VARIABLE.test(raw);
}

const enclosing = new WeakMap<ShellScript, ReadonlyMap<ShellCommand, ShellCommand>>();

/** The simple command that another one stands in, by a substitution or a text of `sh -c`; undefined for those of the script itself. */
export function enclosingCommand(command: ShellCommand): ShellCommand | undefined {
  let known = enclosing.get(command.script);
  if (known === undefined) {
    known = enclosingCommandsOf(command.script);
    enclosing.set(command.script, known);
  }
  return known.get(command);
}

/** One pass over the commands, which are in the order of the text. */
function enclosingCommandsOf({ commands }: ShellScript): ReadonlyMap<ShellCommand, ShellCommand> {
  const outer = new Map<ShellCommand, ShellCommand>();
  const open: ShellCommand[] = [];
  for (const command of commands) {
    for (let last = open.at(-1); last !== undefined && last.end <= command.start; last = open.at(-1)) open.pop();
    const around = open.at(-1);
    if (around !== undefined) outer.set(command, around);
    open.push(command);
  }
  return outer;
}
