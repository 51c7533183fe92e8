import type { Build } from '../../../model/build.ts';
import type { Instruction } from '../../../model/instruction.ts';
import type { ShellCommand, ShellWord } from '../../../model/shell.ts';
import type { PackageCommand } from '../shared/package-commands.ts';
import { outlineOf } from '../shared/word-text.ts';
import { coversFolder, expandBraces } from './cached-folders.ts';
import type { Cache } from './caches.ts';

/** Where a command begins in the file. */
export function placeOf({ script, start }: ShellCommand): number {
  return script.source.offsetOf(start);
}

/** Commands that delete files, by the RUN that they stand in. */
export class Deletions {
  readonly #byRun = new Map<Instruction, ShellCommand[]>();

  constructor(build: Build) {
    for (const program of ['rm', 'find']) {
      for (const command of build.commands(program)) {
        const run = build.instructionOf(command.script);
        const others = this.#byRun.get(run);
        if (others === undefined) this.#byRun.set(run, [command]);
        else others.push(command);
      }
    }
  }

  /** Commands of a RUN that take one of the folders away, with what is in them. */
  of(run: Instruction, folders: readonly string[], hasBraces: boolean): readonly ShellCommand[] {
    const commands = this.#byRun.get(run);
    return commands?.filter((command) => deletes(command, folders, hasBraces)) ?? [];
  }
}

/** Whether a call empties the cache that other calls of the same RUN fill. */
export function isCleaning(call: PackageCommand, cache: Cache): boolean {
  return cache.cleaners.has(call.manager.name) && cache.cleans(call);
}

function deletes({ program, args }: ShellCommand, folders: readonly string[], hasBraces: boolean): boolean {
  if (program === 'find' && !args.some(({ value }) => value === '-delete' || value === 'rm')) return false;
  const isRecursive = program === 'find' || args.some(({ value }) => RECURSIVE.test(value));
  return args.some((word) => takesAway(word, folders, isRecursive, hasBraces));
}

const RECURSIVE = /^(?:-[A-Za-z]{0,8}[rR][A-Za-z]{0,8}|--recursive)$/;

function takesAway(word: ShellWord, folders: readonly string[], isRecursive: boolean, hasBraces: boolean): boolean {
  const outline = outlineOf(word);
  if (outline.startsWith('-') || (!isRecursive && !outline.includes('*'))) return false;
  const paths = hasBraces ? expandBraces(outline) : [outline];
  return paths.some((path) => folders.some((folder) => coversFolder(path, folder)));
}
