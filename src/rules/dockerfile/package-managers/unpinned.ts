import type { Build } from '../../../model/build.ts';
import type { BuildCheck } from '../../../model/dockerfile-rule.ts';
import type { ShellWord } from '../../../model/shell.ts';
import { listed } from '../shared/listed.ts';
import { isOf, type PackageCommand, packageCommands, ships } from '../shared/package-commands.ts';
import type { ManagerName } from '../shared/package-managers.ts';
import { knownTextOf, outlineOf } from '../shared/word-text.ts';

/** How packages of a manager are named. */
export interface Pinning {
  readonly managers: readonly ManagerName[];
  /** The words of a command that name packages; undefined where the command is not judged. */
  packages?(call: PackageCommand, build: Build): readonly ShellWord[] | undefined;
  /** Whether a package, given as written with one `$` for each variable, has a version, or is a file that needs none. */
  isPinned(text: string, call: PackageCommand): boolean;
}

/** Reports each command that installs packages without a version for the final image: once, with the first of them. */
export function checkPins(pinning: Pinning): BuildCheck {
  const managers = new Set(pinning.managers);
  return (build, report) => {
    for (const call of packageCommands(build)) {
      if (!isOf(call, managers) || !ships(call)) continue;
      const packages = pinning.packages === undefined ? added(call) : pinning.packages(call, build);
      if (packages === undefined) continue;
      const free = withoutTorn(
        call,
        packages.filter((word) => !isFixed(build, call, word, pinning)),
      );
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

/** `foo>=1.0` without quotes: what is wrong there is the redirect, and another rule says so. */
function withoutTorn({ command }: PackageCommand, free: readonly ShellWord[]): readonly ShellWord[] {
  if (free.length === 0 || command.redirects.length === 0) return free;
  const starts = new Set(command.redirects.map(({ start }) => start));
  return free.filter(({ end }) => !starts.has(end));
}

function isFixed(build: Build, call: PackageCommand, word: ShellWord, { isPinned }: Pinning): boolean {
  const outline = outlineOf(word);
  if (outline === '' || isOnlyVariables(outline) || isPinned(outline, call)) return true;
  if (!outline.endsWith('$')) return false;
  const text = knownTextOf(build, call.run, word);
  return text === undefined || isPinned(text, call);
}

/** A variable may hold anything: a list of packages with their versions. */
function isOnlyVariables(outline: string): boolean {
  for (let at = 0; at < outline.length; at++) if (outline.charAt(at) !== '$') return false;
  return true;
}

function messageOf(free: readonly ShellWord[]): string {
  const names = listed(free.map(({ value }) => value));
  return free.length === 1 ? `package ${names} has no fixed version` : `packages ${names} have no fixed version`;
}
