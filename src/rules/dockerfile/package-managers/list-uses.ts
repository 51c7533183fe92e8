import type { Build } from '../../../model/build.ts';
import type { Instruction } from '../../../model/instruction.ts';
import type { ShellCommand } from '../../../model/shell.ts';
import { type PackageCommand, packageCommands } from '../shared/package-commands.ts';
import { type ManagerName, words } from '../shared/package-managers.ts';
import { placeOf } from './cleanups.ts';

/** Managers of distributions, each with the first of those that share its lists. */
const FAMILIES: ReadonlyMap<ManagerName, ManagerName> = new Map<ManagerName, ManagerName>([
  ['apt-get', 'apt-get'],
  ['apt', 'apt-get'],
  ['aptitude', 'apt-get'],
  ['apk', 'apk'],
  ['yum', 'yum'],
  ['dnf', 'yum'],
  ['microdnf', 'yum'],
  ['zypper', 'zypper'],
]);
/** Programs that may well install something with apt and its like. */
const INSTALLERS = words(
  'sh bash dash ash source . make npx npm pnpm yarn python python3 perl ruby ansible-playbook rosdep mk-build-deps gdebi ' +
    'tasksel debootstrap playwright eatmydata apt-fast apt-file apt-cache',
);

/** Whether a manager fetches lists that others read. */
export function familyOf({ manager }: PackageCommand): ManagerName | undefined {
  return FAMILIES.get(manager.name);
}

/** Where in each RUN something last uses the lists of a family; each is looked at once. */
export class ListUses {
  readonly #byRun = new Map<Instruction, Map<ManagerName, number>>();
  /** The last command of a RUN that may install anything. */
  readonly #unknown = new Map<Instruction, number>();
  readonly #build: Build;

  constructor(build: Build) {
    this.#build = build;
    for (const call of packageCommands(build)) {
      const family = familyOf(call);
      const { manager, action, run, operands } = call;
      const isUse =
        manager.add.has(action) || manager.fetch.has(action) || (manager.upgrade.has(action) && operands.length > 0);
      if (family === undefined || !(isUse || (family !== 'yum' && manager.upgrade.has(action)))) continue;
      const places = this.#byRun.get(run) ?? new Map<ManagerName, number>();
      places.set(family, Math.max(places.get(family) ?? 0, placeOf(call.command)));
      this.#byRun.set(run, places);
    }
  }

  /** Whether the lists that a call fetches are used behind it in the same RUN, or may be. */
  behind(call: PackageCommand): boolean {
    const family = familyOf(call);
    const place = placeOf(call.command);
    const last = family && this.#byRun.get(call.run)?.get(family);
    return (last !== undefined && last > place) || this.#lastUnknown(call.run) > place;
  }

  #lastUnknown(run: Instruction): number {
    let last = this.#unknown.get(run);
    if (last === undefined) {
      last = -1;
      for (const { commands } of this.#build.scripts(run)) {
        for (const command of commands) if (mayInstall(command)) last = Math.max(last, placeOf(command));
      }
      this.#unknown.set(run, last);
    }
    return last;
  }
}

/** A script of one's own, or a program that runs others. */
function mayInstall({ program, programWord }: ShellCommand): boolean {
  if (programWord === undefined) return false;
  if (program === '' || INSTALLERS.has(program) || program.endsWith('.sh')) return true;
  return programWord.value.startsWith('./') || /^\/(?!usr\/|bin\/|sbin\/)/.test(programWord.value);
}
