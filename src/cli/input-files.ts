import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceProblem } from '../model/source.ts';
import { isDockerfile, isManifest, WANTED_FILES } from './file-names.ts';
import { fileProblem, systemReason } from './file-problem.ts';

/** Standard input, as users and messages name it. */
export const STANDARD_INPUT = '-';

/** Bounds on one search. */
export interface SearchLimits {
  readonly files: number;
  /** Entries of folders, whatever their names. */
  readonly entries: number;
}

/** Bounds on the search for what a command reads. */
export const LIMITS: SearchLimits = { files: 10_000, entries: 1_000_000 };

/** A file to review. */
export interface InputFile {
  /** As the user named it, or below the folder that the user named; `-` for standard input. */
  readonly path: string;
  /** The user named this very file, so it must hold something to judge. */
  readonly named: boolean;
}

/** What the operands of a review came to. */
export interface InputList {
  readonly files: readonly InputFile[];
  readonly problems: readonly SourceProblem[];
}

/** Which files of folders are meant. */
export interface WantedFiles {
  /** By its name alone. */
  readonly isWanted: (name: string) => boolean;
  /** Completes `no ... in or below this folder`. */
  readonly names: string;
}

const TO_REVIEW: WantedFiles = {
  isWanted: (name) => isManifest(name) || isDockerfile(name),
  names: WANTED_FILES,
};

/**
 * Finds the files that operands mean: files as they are, folders with all that are wanted below them in the order of their
 * names; without more, all manifests (*.yaml, *.yml and *.json) and Dockerfiles. Hidden entries and node_modules are left
 * out. Links are followed; a folder that can be reached in several ways, or from inside itself, is read once. Never throws.
 */
export function findInputFiles(operands: readonly string[], limits = LIMITS, wanted = TO_REVIEW): InputList {
  const search = new Search(limits, wanted);
  for (const operand of operands) search.add(operand);
  return { files: [...search.files.values()], problems: search.problems };
}

class Search {
  readonly files = new Map<string, InputFile>();
  readonly problems: SourceProblem[] = [];
  readonly #limits: SearchLimits;
  readonly #wanted: WantedFiles;
  readonly #folders = new Set<string>();
  #matches = 0;
  #entries = 0;
  #full = false;

  constructor(limits: SearchLimits, wanted: WantedFiles) {
    this.#limits = limits;
    this.#wanted = wanted;
  }

  add(operand: string): void {
    this.#guard(operand, () => {
      if (operand === STANDARD_INPUT || !statSync(operand).isDirectory()) {
        this.#take({ path: operand, named: true });
        return;
      }
      if (this.#folders.has(realpathSync(operand))) return;
      const before = this.#matches;
      this.#walk(operand);
      if (this.#matches === before) this.#complain(operand, `no ${this.#wanted.names} in or below this folder`);
    });
  }

  #walk(folder: string): void {
    const real = realpathSync(folder);
    if (this.#folders.has(real)) return;
    this.#folders.add(real);
    const entries = readdirSync(folder, { withFileTypes: true });
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const entry of entries) {
      this.#entries++;
      if (this.#entries > this.#limits.entries) this.#stop(folder, `more than ${this.#limits.entries} entries`);
      if (this.#full) return;
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = join(folder, entry.name);
      this.#guard(path, () => this.#visit(path, entry));
    }
  }

  #visit(path: string, entry: Dirent): void {
    const wanted = this.#wanted.isWanted(entry.name);
    if (!wanted && entry.isFile()) return;
    // A link that leads nowhere matters only where its name says that it should be reviewed.
    const target = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: wanted }) : entry;
    if (target?.isDirectory()) {
      this.#walk(path);
    } else if (wanted) {
      this.#matches++;
      if (target?.isFile()) this.#take({ path, named: false });
      else this.#complain(path, 'not a regular file');
    }
  }

  #take(file: InputFile): void {
    if (this.files.size >= this.#limits.files && !this.files.has(file.path)) {
      this.#stop(file.path, `more than ${this.#limits.files} files; name fewer at a time`);
    } else if (!this.files.has(file.path)) {
      this.files.set(file.path, file);
    }
  }

  #stop(path: string, message: string): void {
    if (!this.#full) this.#complain(path, message);
    this.#full = true;
  }

  #complain(path: string, message: string): void {
    this.problems.push(fileProblem(path, message));
  }

  #guard(path: string, look: () => void): void {
    try {
      look();
    } catch (error) {
      this.#matches++;
      this.#complain(path, systemReason(error));
    }
  }
}
