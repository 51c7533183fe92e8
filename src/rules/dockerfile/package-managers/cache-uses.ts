import type { Build, Stage } from '../../../model/build.ts';
import type { InstructionOf } from '../../../model/instruction.ts';
import type { ShellCommand } from '../../../model/shell.ts';
import { leavesLayer, type PackageCommand, packageCommands } from '../shared/package-commands.ts';
import type { ManagerName, PackageManager } from '../shared/package-managers.ts';
import { CACHES, type Cache } from './caches.ts';
import { Deletions, isCleaning, placeOf } from './cleanups.ts';
import { isMounted } from './mounted-caches.ts';
import { SOME_VALUE, variableOf } from './run-variables.ts';

/** Calls of one manager in one RUN that fill its cache. */
export interface CacheUse {
  readonly cache: Cache;
  readonly run: InstructionOf<'RUN'>;
  /** Those whose cache stays in the layer. */
  readonly left: readonly [PackageCommand, ...PackageCommand[]];
  /** The last cleaning in front of the first of those. */
  readonly early: ShellCommand | undefined;
}

/** What fills caches in layers of the final image and leaves them there, and who could read them later. */
export function cacheUses(build: Build): { readonly uses: readonly CacheUse[]; readonly readers: Readers } {
  const uses: CacheUse[] = [];
  const readers = new Readers();
  let deletions: Deletions | undefined;
  for (const { cache, run, filling, cleaning } of groups(build)) {
    const [first] = filling;
    const folders = foldersOf(build, cache, filling);
    if (isMounted(build, run, folders)) continue;
    if (!leavesLayer(build, first)) {
      readers.add(filling);
      continue;
    }
    deletions ??= new Deletions(build);
    const cleanups = cleaning.concat(deletions.of(run, folders, knowsBraces(cache, first)));
    const left = cleanups.length === 0 ? filling : leftBehind(filling, cleanups);
    const [stays] = left;
    if (left.length < filling.length) readers.add(without(filling, left));
    if (stays === undefined) continue;
    const early = cleanups.findLast((command) => placeOf(command) < placeOf(stays.command));
    uses.push({ cache, run, left: [stays, ...left.slice(1)], early });
  }
  return { uses, readers };
}

function knowsBraces({ bashSystem }: Cache, { command: { script } }: PackageCommand): boolean {
  const { dialect } = script;
  return bashSystem === true ? dialect !== 'dash' : dialect === 'bash' || dialect === 'zsh' || dialect === 'ksh';
}

function without(calls: readonly PackageCommand[], others: readonly PackageCommand[]): readonly PackageCommand[] {
  const left = new Set(others);
  return calls.filter((call) => !left.has(call));
}

/** Those that no cleaning comes behind. One in a condition counts only for what is in one itself. */
function leftBehind(filling: readonly PackageCommand[], cleanups: readonly ShellCommand[]): readonly PackageCommand[] {
  let always = -1;
  let perhaps = -1;
  for (const command of cleanups) {
    perhaps = Math.max(perhaps, placeOf(command));
    if (!command.conditional) always = Math.max(always, placeOf(command));
  }
  return filling.filter(({ command }) => placeOf(command) > (command.conditional ? perhaps : always));
}

/** Folders of a cache, with those that the RUN names itself. */
function foldersOf(build: Build, { folders, folderVariable, folderOption }: Cache, filling: Group['filling']) {
  const [first] = filling;
  if (folderVariable === undefined) return folders;
  const all = new Set(folders);
  const named = variableOf(build, first, folderVariable);
  if (named !== undefined && named !== SOME_VALUE && named.startsWith('/')) all.add(named);
  for (const { options } of filling) {
    const value = options.findLast(({ name }) => name === folderOption)?.value;
    if (value?.startsWith('/') === true && all.size < MAX_FOLDERS) all.add(value);
  }
  return [...all];
}

const MAX_FOLDERS = 16;

interface Group {
  readonly manager: PackageManager;
  readonly cache: Cache;
  readonly run: InstructionOf<'RUN'>;
  readonly filling: [PackageCommand, ...PackageCommand[]];
  readonly cleaning: ShellCommand[];
}

/** Calls of each RUN by manager, in the order of the file. */
function groups(build: Build): readonly Group[] {
  const all: Group[] = [];
  // Where the groups of the RUN begin that is looked at: there are as many as managers with a cache, at most.
  let begin = 0;
  for (const call of packageCommands(build)) {
    const { run, manager } = call;
    if (all[begin]?.run !== run) begin = all.length;
    const cache = CACHES.get(manager.name);
    if (cache === undefined) continue;
    let own: Group | undefined;
    for (let at = begin; at < all.length; at++) {
      const group = all[at] as Group;
      if (isCleaning(call, group.cache)) group.cleaning.push(call.command);
      if (group.manager === manager) own = group;
    }
    if (!cache.fills(call) || isSwitchedOff(build, call, cache)) continue;
    if (own !== undefined) own.filling.push(call);
    else all.push({ manager, cache, run, filling: [call], cleaning: [] });
  }
  return all;
}

/** Words that pip takes for a yes or a no; either switches its cache off, for reasons of its history. */
const BOOLEAN = /^(?:y|yes|t|true|on|1|n|no|f|false|off|0|\?)$/i;

function isSwitchedOff(build: Build, call: PackageCommand, { option, switchedOffBy }: Cache): boolean {
  if (option !== undefined && call.options.some(({ name }) => name.startsWith(option.prefix))) return true;
  if (call.mayHaveMore && option !== undefined) return true;
  return switchedOffBy !== undefined && BOOLEAN.test(variableOf(build, call, switchedOffBy) ?? '');
}

/** Calls that may read a cache which an earlier RUN of their stage has left. */
export class Readers {
  readonly #calls: PackageCommand[] = [];
  #lastByStage: Map<ManagerName, Map<Stage, number>> | undefined;

  add(calls: readonly PackageCommand[]): void {
    for (const call of calls) this.#calls.push(call);
  }

  /** Whether there is one behind a call, in its stage or one that is built on it. */
  behind({ manager, stage, place }: PackageCommand): boolean {
    this.#lastByStage ??= lastByStage(this.#calls);
    const last = stage && this.#lastByStage.get(manager.name)?.get(stage);
    return last !== undefined && last > place;
  }
}

/** The place of the last call in each stage and those built on it. */
function lastByStage(calls: readonly PackageCommand[]): Map<ManagerName, Map<Stage, number>> {
  const all = new Map<ManagerName, Map<Stage, number>>();
  for (const { manager, stage, place } of calls.toReversed()) {
    const last = all.get(manager.name) ?? new Map<Stage, number>();
    all.set(manager.name, last);
    // A stage that has one already has given it to all below it.
    for (let at = stage; at !== undefined && !last.has(at); at = at.parent) last.set(at, place);
  }
  return all;
}
