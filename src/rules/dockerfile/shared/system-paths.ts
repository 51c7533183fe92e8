import { fromRoot, isWithin } from './paths.ts';

/** The folder of a list that an absolute path is, or lies in; undefined for others. The list has no slashes in front. */
export function folderOf(path: string, folders: readonly string[]): string | undefined {
  if (!path.startsWith('/')) return undefined;
  const clean = fromRoot(path);
  return folders.find((folder) => isWithin(clean, folder));
}
