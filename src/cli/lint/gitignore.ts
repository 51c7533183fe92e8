import { join } from 'node:path';
import ignore from 'ignore';
import { readSmallFile } from './small-file.ts';

/** Name of the files that say what Git leaves out. */
const GITIGNORE = '.gitignore';

/** Bytes of such a file; of a larger one nothing counts, so that more is linted, not less. */
const MAX_BYTES = 512 * 1_024;

/** `*` in one part of a pattern. Each more multiplies the time that a long name may take. */
const MAX_STARS = 3;

/** What one `.gitignore` says of paths below its folder. */
export interface IgnoreFile {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** True: left out; false: taken in again; undefined: it says nothing. */
  verdict(path: string, isFolder: boolean): boolean | undefined;
}

/** Reads the `.gitignore` of a folder; undefined where there is none that can be read. */
export function readGitignore(folder: string): IgnoreFile | undefined {
  const file = readSmallFile(join(folder, GITIGNORE), MAX_BYTES);
  if (typeof file === 'string') return undefined;
  const rules = ignore().add(file.content.split(/\r?\n/).filter(isTame));
  return {
    folder,
    verdict(path, isFolder) {
      const below = path.slice(folder === '/' ? 1 : folder.length + 1);
      const { ignored, unignored } = rules.test(isFolder ? `${below}/` : below);
      if (!ignored) return unignored ? false : undefined;
      // Whoever walks came through the folder above: if this file leaves that out, one further down took it in again.
      const parent = below.slice(0, below.lastIndexOf('/') + 1);
      return parent !== '' && rules.test(parent).ignored ? undefined : true;
    },
  };
}

function isTame(pattern: string): boolean {
  return pattern.split('/').every((part) => part === '**' || part.split('*').length - 1 <= MAX_STARS);
}
