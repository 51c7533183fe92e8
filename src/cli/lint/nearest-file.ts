import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { foldersUp, isThere } from './repository.ts';

/** Finds the nearest file of one of some names in the folder of a file and those above it, up to the root of the repository. */
export class NearestFile {
  readonly #names: readonly string[];
  /** By folder. */
  readonly #found = new Map<string, string | undefined>();
  /** By the folder as it is written. */
  readonly #real = new Map<string, string | undefined>();

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** The path of the nearest one; undefined where there is none, or the folder of the file cannot be reached. */
  of(file: string): string | undefined {
    const written = dirname(file);
    if (!this.#real.has(written)) this.#real.set(written, realFolder(written));
    const folder = this.#real.get(written);
    return folder === undefined ? undefined : this.#above(folder);
  }

  #above(folder: string): string | undefined {
    const passed: string[] = [];
    let found: string | undefined;
    for (const at of foldersUp(folder)) {
      if (this.#found.has(at)) {
        found = this.#found.get(at);
        break;
      }
      passed.push(at);
      found = this.#names.map((name) => join(at, name)).find(isThereSafely);
      if (found !== undefined) break;
    }
    for (const at of passed) this.#found.set(at, found);
    return found;
  }
}

function realFolder(folder: string): string | undefined {
  try {
    return realpathSync.native(folder);
  } catch {
    return undefined;
  }
}

function isThereSafely(path: string): boolean {
  try {
    return isThere(path);
  } catch {
    return false;
  }
}
