import type { SourceProblem } from '../model/source.ts';

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or folder'],
  ['EACCES', 'this user may not read it'],
  ['EPERM', 'this user may not read it'],
  ['EISDIR', 'this is a folder, not a file'],
  ['ENOTDIR', 'part of the path is not a folder'],
  ['ELOOP', 'the links lead in a circle'],
  ['ENAMETOOLONG', 'the path is too long'],
  ['EMFILE', 'too many files are open'],
]);

const WRITE_REASONS: ReadonlyMap<string, string> = new Map([
  ...REASONS,
  ['EACCES', 'this user may not write there'],
  ['EPERM', 'this user may not write there'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
]);

/** A problem with a whole file. */
export function fileProblem(file: string, message: string): SourceProblem {
  return { file, line: 1, column: 1, message };
}

/** Why the system refused to read something, in words. */
export function systemReason(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS.get(code) ?? `cannot be read: ${message}`;
}

/** Why the system refused to write something, in words. */
export function writeReason(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return WRITE_REASONS.get(code) ?? message;
}
