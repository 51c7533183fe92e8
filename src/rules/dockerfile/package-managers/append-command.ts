import type { Build } from '../../../model/build.ts';
import type { TextEdit } from '../../../model/dockerfile-rule.ts';
import type { InstructionOf } from '../../../model/instruction.ts';
import type { ShellCommand, ShellScript } from '../../../model/shell.ts';
import { isEditable } from '../shared/command-edits.ts';

/** What nothing runs behind. */
const FINAL_PROGRAMS: readonly string[] = ['exit', 'exec', 'return'];

/**
 * Appends a command to a RUN, so that it runs once everything before has succeeded: on a line of its own, indented like the last
 * one, where the RUN has several. Undefined where its last command is in a condition, a group or the background.
 */
export function appendToRun(build: Build, run: InstructionOf<'RUN'>, text: string): TextEdit | undefined {
  const last = lastCommand(build.scripts(run));
  if (last === undefined || last.conditional || last.followedBy === '&' || !isEditable(last, run)) return undefined;
  if (FINAL_PROGRAMS.includes(last.program) || last.wrappers.includes('exec')) return undefined;
  if (last.redirects.some(({ operator }) => operator.startsWith('<<'))) return undefined;
  const { source } = last.script;
  if (last.end === 0 || !source.isUnbroken(last.end - 1, last.end)) return undefined;
  const { end } = last.script.spanOf({ start: last.end - 1, end: last.end });
  const { text: file, lineEnd, escapeMark } = build.dockerfile;
  const lineStart = file.lastIndexOf('\n', last.script.spanOf(last).start - 1) + 1;
  const indent = /^[ \t]*/.exec(file.slice(lineStart, lineStart + MAX_INDENT))?.[0] ?? '';
  if (run.heredocs.length > 0) return { start: end, end, text: `${lineEnd}${indent}${text}` };
  const isFirstLine = lineStart <= (run.trigger ?? run).span.start;
  const join = isFirstLine ? ' && ' : ` ${escapeMark}${lineEnd}${indent}&& `;
  return { start: end, end, text: join + text };
}

const MAX_INDENT = 64;

/** The last command of the script itself; undefined where one in a group or the like stands behind it. */
function lastCommand(scripts: readonly ShellScript[]): ShellCommand | undefined {
  const commands = scripts.length === 1 ? (scripts[0]?.commands ?? []) : [];
  let last: ShellCommand | undefined;
  let furthest = 0;
  for (const command of commands) {
    if (command.nesting === 0) last = command;
    furthest = Math.max(furthest, command.end);
  }
  return last !== undefined && furthest <= last.end ? last : undefined;
}
