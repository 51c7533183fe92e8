import { matchesGlob } from 'node:path';

const MAGIC = /[*?[{]/;

/** Whether a text is a glob, and not only the name of something. */
export function isGlob(text: string): boolean {
  return MAGIC.test(text);
}

/** The folder that a glob searches: its leading parts without wildcards; `.` where there are none. */
export function folderOfGlob(glob: string): string {
  const parts = glob.split('/').slice(0, -1);
  const first = parts.findIndex(isGlob);
  const plain = first < 0 ? parts : parts.slice(0, first);
  return plain.join('/') || (glob.startsWith('/') ? '/' : '.');
}

/** Whether a path is one of those that a glob means; `./` in front of either does not matter. */
export function globMatches(glob: string, path: string): boolean {
  return matchesGlob(withoutDot(path), withoutDot(glob));
}

function withoutDot(path: string): string {
  return path.replace(/^(?:\.\/+)+/, '');
}
