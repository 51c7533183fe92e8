import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Whether there is something at a path, be it a link that leads nowhere. */
export function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * A folder and those above it, nearest first, up to the root of its Git repository; where it is in none, up to the root of
 * the file system.
 * @param folder absolute, without links
 */
export function* foldersUp(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (at === dirname(at) || isRepository(at)) return;
  }
}

/**
 * The root of the Git repository that a folder lies in; undefined where it lies in none.
 * @param folder absolute, without links
 */
export function repositoryOf(folder: string): string | undefined {
  let root = folder;
  for (const at of foldersUp(folder)) root = at;
  return isRepository(root) ? root : undefined;
}

/** A repository has a folder `.git`, a worktree or submodule a file of that name. */
export function isRepository(folder: string): boolean {
  try {
    return isThere(join(folder, '.git'));
  } catch {
    return false;
  }
}
