import type { Build } from '../../../model/build.ts';
import type { ShellScript } from '../../../model/shell.ts';
import { mentions } from '../shared/mentions.ts';
import type { PackageCommand } from '../shared/package-commands.ts';

/** Stands for a value that is not known. */
export const SOME_VALUE = '?';

const assigned = new WeakMap<ShellScript, ReadonlyMap<string, string>>();

/**
 * The value of an environment variable that a command of a RUN sees: from an assignment anywhere in its script, from ENV or ARG.
 * Undefined where nothing sets it.
 */
export function variableOf(build: Build, { run, command, stage }: PackageCommand, name: string): string | undefined {
  // Most files never name it: only the base image could set it then.
  if (stage?.baseFacts?.env === undefined && !mentions(build, name)) return undefined;
  const own = assignmentsOf(command.script).get(name);
  if (own !== undefined) return own;
  const value = build.variableAt(run, name)?.value;
  if (value === undefined) return undefined;
  return value.kind === 'unknown' ? SOME_VALUE : value.text;
}

function assignmentsOf(script: ShellScript): ReadonlyMap<string, string> {
  const before = assigned.get(script);
  if (before !== undefined) return before;
  const found = new Map<string, string>();
  for (const { assignments } of script.commands) {
    for (const { name, value } of assignments) {
      if (value !== undefined) found.set(name, value.literal ? value.value : SOME_VALUE);
    }
  }
  assigned.set(script, found);
  return found;
}
