import type { Build, Stage } from '../../../model/build.ts';
import type { InstructionOf } from '../../../model/dockerfile.ts';
import type { ShellCommand } from '../../../model/shell.ts';
import { unlayeredFolders } from '../shared/mount-targets.ts';
import { leavesLayer, type PackageCommand, packageCommands } from '../shared/package-commands.ts';
import type { ManagerName } from '../shared/package-managers.ts';
import { coversFolder } from './cached-folders.ts';
import { CACHES, type Cache } from './caches.ts';
import { Deletions, isCleaning, placeOf } from './cleanups.ts';
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
  for (const group of groups(build)) {
    const { cache, run, filling, cleaning } = group;
    const [first] = filling;
    if (first === undefined) continue;
    const folders = foldersOf(build, group.cache, filling);
    if (unlayeredFolders(build, run).some((target) => folders.some((folder) => coversFolder(target, folder)))) continue;
    deletions ??= new Deletions(build);
    const hasBraces = cache.bashSystem === true ? first.command.script.dialect !== 'dash' : hasBraceExpansion(first);
    const cleanups = [...cleaning.map(({ command }) => command), ...deletions.of(run, folders, hasBraces)];
    const left = leavesLayer(build, first) ? leftBehind(filling, cleanups) : [];
    const staying = new Set(left);
    for (const call of filling) if (!staying.has(call)) readers.add(call);
    const [stays] = left;
    if (stays === undefined) continue;
    const early = cleanups.findLast((command) => placeOf(command) < placeOf(stays.command));
    uses.push({ cache, run, left: [stays, ...left.slice(1)], early });
  }
  return { uses, readers };
}

function hasBraceExpansion({ command: { script } }: PackageCommand): boolean {
  return script.dialect === 'bash' || script.dialect === 'zsh' || script.dialect === 'ksh';
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
function foldersOf(build: Build, { folders, folderVariable, folderOption }: Cache, filling: readonly PackageCommand[]) {
  const [first] = filling;
  if (folderVariable === undefined || first === undefined) return folders;
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
  readonly cache: Cache;
  readonly run: InstructionOf<'RUN'>;
  readonly filling: PackageCommand[];
  readonly cleaning: PackageCommand[];
}

/** Calls of each RUN by cache, in the order of the file. */
function groups(build: Build): readonly Group[] {
  const all: Group[] = [];
  let ofRun = new Map<ManagerName, Group>();
  let run: InstructionOf<'RUN'> | undefined;
  for (const call of packageCommands(build)) {
    if (call.run !== run) {
      run = call.run;
      ofRun = new Map();
    }
    const cache = CACHES.get(call.manager.name);
    if (cache === undefined) continue;
    for (const group of ofRun.values()) if (isCleaning(call, group.cache)) group.cleaning.push(call);
    if (!cache.fills(call) || isSwitchedOff(build, call, cache)) continue;
    const group = ofRun.get(call.manager.name);
    if (group !== undefined) group.filling.push(call);
    else {
      const started: Group = { cache, run, filling: [call], cleaning: [] };
      ofRun.set(call.manager.name, started);
      all.push(started);
    }
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

  add(call: PackageCommand): void {
    this.#calls.push(call);
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
