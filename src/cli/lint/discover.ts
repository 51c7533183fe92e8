import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { SourceProblem } from '../../model/source.ts';
import { compilePathGlob } from '../../parse/path-glob.ts';
import { isDockerfile } from '../file-names.ts';
import { fileProblem, systemReason } from '../file-problem.ts';
import { type InputFile, type InputList, STANDARD_INPUT } from '../input-files.ts';
import { folderOfGlob, globMatches, isGlob } from './path-glob.ts';
import { TreeWalk, type WalkLimits } from './tree-walk.ts';

/** Bounds on one search. */
export interface DiscoveryLimits extends WalkLimits {
  readonly files: number;
}

const LIMITS: DiscoveryLimits = { files: 100_000, entries: 2_000_000 };

/** How folders are searched. */
export interface DiscoveryOptions {
  /** Globs of what is left out. */
  readonly exclude: readonly string[];
  /** Whether `.gitignore` files count. */
  readonly gitignore: boolean;
  readonly limits?: DiscoveryLimits;
}

/**
 * Finds the Dockerfiles that operands mean: files as they are, folders with all Dockerfiles below them, globs with the
 * files that they match. In the order of the operands, and of names in folders; each file once. Never throws.
 */
export async function findDockerfiles(operands: readonly string[], options: DiscoveryOptions): Promise<InputList> {
  const discovery = new Discovery(options);
  for (const operand of operands) await discovery.add(operand);
  return { files: [...discovery.files.values()], problems: discovery.problems };
}

/** Globs count from the folder that the command is run in. */
function exclusion(globs: readonly string[]): (path: string) => boolean {
  const compiled = globs.map(compilePathGlob);
  if (compiled.length === 0) return () => false;
  return (path) => {
    const from = path.startsWith('/') ? relative('.', path) : path;
    return compiled.some((fits) => fits(from));
  };
}

class Discovery {
  readonly files = new Map<string, InputFile>();
  readonly problems: SourceProblem[] = [];
  readonly #limits: DiscoveryLimits;
  readonly #walk: TreeWalk;
  #isFull = false;

  constructor({ exclude, gitignore, limits = LIMITS }: DiscoveryOptions) {
    this.#limits = limits;
    this.#walk = new TreeWalk({
      limits,
      gitignore,
      isExcluded: exclusion(exclude),
      complain: (path, message) => this.#complain(path, message),
    });
  }

  async add(operand: string): Promise<void> {
    if (operand === STANDARD_INPUT) return this.#take({ path: operand, named: true });
    try {
      const status = statSync(operand, { throwIfNoEntry: !isGlob(operand) });
      if (status === undefined) await this.#addGlob(operand);
      else if (status.isDirectory()) await this.#addFolder(operand);
      else this.#take({ path: operand, named: true });
    } catch (error) {
      this.#complain(operand, systemReason(error));
    }
  }

  async #addFolder(folder: string): Promise<void> {
    const count = await this.#search(folder, (_path, name) => isDockerfile(name));
    if (count === 0) this.#complain(folder, 'no Dockerfile in or below this folder');
  }

  async #addGlob(glob: string): Promise<void> {
    const count = await this.#search(
      folderOfGlob(glob),
      (path, name) => !name.endsWith('.dockerignore') && globMatches(glob, path),
    );
    if (count === 0) this.#complain(glob, 'no file matches this glob');
  }

  /** How many files there were, and what could not be looked into. */
  async #search(folder: string, isWanted: (path: string, name: string) => boolean): Promise<number> {
    const before = this.problems.length;
    let count = 0;
    for await (const path of this.#walk.files(folder, isWanted)) {
      if (this.#isFull) break;
      count += 1;
      this.#take({ path, named: false });
    }
    return count + this.problems.length - before;
  }

  #take(file: InputFile): void {
    const key = file.path === STANDARD_INPUT ? file.path : resolve(file.path);
    if (this.files.has(key) || this.#isFull) return;
    if (this.files.size >= this.#limits.files) {
      this.#isFull = true;
      this.#complain(file.path, `more than ${this.#limits.files} files; name fewer at a time`);
    } else {
      this.files.set(key, file);
    }
  }

  #complain(path: string, message: string): void {
    this.problems.push(fileProblem(path, message));
  }
}
