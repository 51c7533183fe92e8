import type { Build } from '../../../model/build.ts';
import type { BuildCheck } from '../../../model/dockerfile-rule.ts';
import { printable } from '../../../model/printable.ts';
import type { ShellWord } from '../../../model/shell.ts';
import { isOf, type PackageCommand, packageCommands, ships } from '../shared/package-commands.ts';
import type { ManagerName } from '../shared/package-managers.ts';
import { knownTextOf, outlineOf } from '../shared/word-text.ts';

/** How packages of a manager are named. */
export interface Pinning {
  readonly managers: readonly ManagerName[];
  /** The words of a command that name packages; undefined where the command is not judged. */
  packages?(call: PackageCommand): readonly ShellWord[] | undefined;
  /** Whether a package, given as written with one `$` for each variable, has a version, or is a file that needs none. */
  isPinned(text: string): boolean;
}

/** How many packages a message names. */
const SHOWN = 3;

/** Reports each command that installs packages without a version for the final image: once, with the first of them. */
export function checkPins(pinning: Pinning): BuildCheck {
  const managers = new Set(pinning.managers);
  return (build, report) => {
    for (const call of packageCommands(build)) {
      if (!isOf(call, managers) || !ships(call)) continue;
      const packages = pinning.packages === undefined ? added(call) : pinning.packages(call);
      const free = packages?.filter((word) => !isFixed(build, call, word, pinning)) ?? [];
      const [first] = free;
      if (first === undefined) continue;
      report({ message: messageOf(free), span: call.command.script.spanOf(first) });
    }
  };
}

/** The packages of a plain install command. */
export function added({ manager, action, operands }: PackageCommand): readonly ShellWord[] | undefined {
  return manager.add.has(action) ? operands : undefined;
}

function isFixed(build: Build, call: PackageCommand, word: ShellWord, { isPinned }: Pinning): boolean {
  const outline = outlineOf(word);
  if (outline === '' || isOnlyVariables(outline) || isPinned(outline) || isTornApart(call, word)) return true;
  if (!outline.endsWith('$')) return false;
  const text = knownTextOf(build, call.run, word);
  return text === undefined || isPinned(text);
}

/** A variable may hold anything: a list of packages with their versions. */
function isOnlyVariables(outline: string): boolean {
  for (let at = 0; at < outline.length; at++) if (outline.charAt(at) !== '$') return false;
  return true;
}

/** `foo>=1.0` without quotes: what is wrong there is the redirect, and another rule says so. */
function isTornApart({ command }: PackageCommand, word: ShellWord): boolean {
  return command.redirects.some(({ start }) => start === word.end);
}

function messageOf(free: readonly ShellWord[]): string {
  const names = free.slice(0, SHOWN).map(({ value }) => `"${printable(value, 80)}"`);
  if (free.length === 1) return `package ${names[0]} has no fixed version`;
  const more = free.length - names.length;
  const last = more > 0 ? `${more} more` : names.pop();
  return `packages ${names.join(', ')} and ${last} have no fixed version`;
}
