import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemReason } from '../file-problem.ts';
import type { IgnoreFile } from './gitignore.ts';
import { foldersUp, isRepository } from './repository.ts';

/** Never looked into: what Git keeps, and what npm installs. */
const NEVER = new Set(['.git', 'node_modules']);

/** Bounds on one search. */
export interface WalkLimits {
  /** Entries of folders, whatever their names. */
  readonly entries: number;
}

/** How trees are walked. */
export interface WalkOptions {
  readonly limits: WalkLimits;
  readonly gitignore: boolean;
  isExcluded(path: string): boolean;
  complain(path: string, message: string): void;
}

/** A folder that is still to be looked into. */
interface Pending {
  /** As the user would name it. */
  readonly path: string;
  /** Absolute, without links. */
  readonly real: string;
  /** `.gitignore` files that count here, the nearest first. */
  readonly ignores: readonly IgnoreFile[];
}

/** Walks folders in the order of names. Links to folders are not followed, so that there is no way in a circle. */
export class TreeWalk {
  readonly #options: WalkOptions;
  #entries = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  /**
   * Regular files in and below a folder, and links to such.
   * @throws Error of the system where the folder itself cannot be read
   */
  async *files(folder: string, isWanted: (path: string, name: string) => boolean): AsyncGenerator<string> {
    const real = realpathSync(folder);
    const home = homeOf(real);
    const pending: Pending[] = [{ path: folder, real, ignores: await this.#ignoresAbove(real) }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const entries = this.#read(next, next.real === real);
      if (entries === undefined) return;
      const ignores = await this.#ignoresIn(next, entries);
      const below: Pending[] = [];
      for (const entry of entries) {
        const path = join(next.path, entry.name);
        const real = join(next.real, entry.name);
        if (entry.isDirectory()) {
          if (NEVER.has(entry.name) || this.#isLeftOut(path, real, ignores, true)) continue;
          below.push({ path, real, ignores: isBoundary(real, ignores) ? [] : ignores });
        } else if (isWanted(path, entry.name) && !this.#isLeftOut(path, real, ignores, false)) {
          if (this.#isFile(path, entry, home)) yield path;
        }
      }
      for (const folder of below.reverse()) pending.push(folder);
    }
  }

  /** Undefined where no more may be read. */
  #read({ path }: Pending, isStart: boolean): readonly Dirent[] | undefined {
    let entries: Dirent[];
    try {
      entries = readdirSync(path, { withFileTypes: true });
    } catch (error) {
      if (isStart) throw error;
      this.#options.complain(path, systemReason(error));
      return [];
    }
    this.#entries += entries.length;
    if (this.#entries > this.#options.limits.entries) {
      this.#options.complain(path, `more than ${this.#options.limits.entries} entries; name fewer folders at a time`);
      return undefined;
    }
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** @param home the folder that links may not lead out of */
  #isFile(path: string, entry: Dirent, home: string): boolean {
    if (entry.isFile()) return true;
    try {
      const target = entry.isSymbolicLink() ? statSync(path) : entry;
      if (target.isFile() && isWithin(home, realpathSync(path))) return true;
      if (target.isFile()) this.#options.complain(path, `this link leads out of ${STRAY}`);
      else if (!target.isDirectory()) this.#options.complain(path, 'not a regular file');
    } catch (error) {
      this.#options.complain(path, systemReason(error));
    }
    return false;
  }

  #isLeftOut(path: string, real: string, ignores: readonly IgnoreFile[], isFolder: boolean): boolean {
    for (const file of ignores) {
      const verdict = file.verdict(real, isFolder);
      if (verdict === false) break;
      if (verdict === true) return true;
    }
    return this.#options.isExcluded(path);
  }

  /** Those of the folders above, in the same repository; none where they leave out the folder that the user named. */
  async #ignoresAbove(real: string): Promise<readonly IgnoreFile[]> {
    if (!this.#options.gitignore || isRepository(real)) return [];
    const above = [...foldersUp(dirname(real))];
    if (!isRepository(above.at(-1) ?? '')) return [];
    const { readGitignore } = await import('./gitignore.ts');
    const ignores = above.flatMap((folder) => readGitignore(folder) ?? []);
    return ignores.map((file) => file.verdict(real, true)).find((verdict) => verdict !== undefined) ? [] : ignores;
  }

  async #ignoresIn({ real, ignores }: Pending, entries: readonly Dirent[]): Promise<readonly IgnoreFile[]> {
    const has = entries.some((entry) => entry.name === '.gitignore' && entry.isFile());
    if (!this.#options.gitignore || !has) return ignores;
    const { readGitignore } = await import('./gitignore.ts');
    const own = readGitignore(real);
    return own === undefined ? ignores : [own, ...ignores];
  }
}

const STRAY = 'the repository, or the folder that is searched: name the file itself if it is meant';

/**
 * What links may lead to: the repository of a folder, or the folder where it is in none. Reports show lines of files, and
 * whoever wrote the link should not have files shown that are none of the project.
 */
function homeOf(real: string): string {
  const top = [...foldersUp(real)].at(-1) ?? real;
  return isRepository(top) ? top : real;
}

function isWithin(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** What lies in a repository of its own, such as a submodule, is not for the files around it. */
function isBoundary(real: string, ignores: readonly IgnoreFile[]): boolean {
  return ignores.length > 0 && isRepository(real);
}
