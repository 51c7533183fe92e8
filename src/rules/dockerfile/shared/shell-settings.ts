import type { Build } from '../../../model/build.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../../../model/shell.ts';
import { enclosingCommand } from './run-commands.ts';

/** Settings of shells: stop at the first error (`-e`); a pipe fails where one of its parts does. */
export type ShellSetting = 'errexit' | 'pipefail';

const MAX_LETTERS = 32;
/** Options stand in front of everything else. */
const MAX_WORDS = 16;

/** Whether options of a shell, or of `set`, switch a setting on: `-e`, `-eux`, `-o errexit`, `-euo pipefail`. */
function switchesOn(words: readonly string[], setting: ShellSetting): boolean {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-') || word.startsWith('--') || word.length > MAX_LETTERS) continue;
    if (setting === 'errexit' && word.includes('e')) return true;
    if (word.endsWith('o') && words[at + 1] === setting) return true;
  }
  return false;
}

/**
 * Whether a setting is on where a command stands: by SHELL, by the `#!` line of a heredoc, by `set` anywhere in front of it, or by
 * the shell whose `-c` text it stands in.
 */
export function isOn(build: Build, command: ShellCommand, setting: ShellSetting): boolean {
  const { script } = command;
  const { text } = script.source;
  if (text.startsWith('#!')) {
    const end = text.indexOf('\n');
    const line = text.slice(2, Math.min(end === -1 ? text.length : end, 256));
    if (switchesOn(line.split(/[ \t]+/).slice(1), setting)) return true;
  } else if (isShellForm(build, script) && switchesOn(build.shellAt(build.instructionOf(script)).words, setting)) {
    return true;
  }
  if (firstSet(script)[setting] < command.start) return true;
  for (let outer = enclosingCommand(command); outer !== undefined; outer = enclosingCommand(outer)) {
    if (SHELLS.has(outer.program) && switchesOn(valuesOf(outer.args), setting)) return true;
  }
  return false;
}

const SHELLS: ReadonlySet<string> = new Set(['bash', 'sh', 'ash', 'dash', 'zsh', 'ksh']);

function isShellForm(build: Build, script: ShellScript): boolean {
  const instruction = build.instructionOf(script);
  return instruction.keyword !== 'RUN' || instruction.command.form === 'shell';
}

const firstSets = new WeakMap<ShellScript, Record<ShellSetting, number>>();

/** Where a script first switches each setting on; infinity where it does not. */
function firstSet(script: ShellScript): Record<ShellSetting, number> {
  let places = firstSets.get(script);
  if (places === undefined) {
    places = { errexit: Number.POSITIVE_INFINITY, pipefail: Number.POSITIVE_INFINITY };
    for (const { program, args, start } of script.commands) {
      if (program !== 'set') continue;
      const values = valuesOf(args);
      if (switchesOn(values, 'errexit')) places.errexit = Math.min(places.errexit, start);
      if (switchesOn(values, 'pipefail')) places.pipefail = Math.min(places.pipefail, start);
    }
    firstSets.set(script, places);
  }
  return places;
}

function valuesOf(args: readonly ShellWord[]): readonly string[] {
  return args.slice(0, MAX_WORDS).map(({ value }) => value);
}
