import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SourceError } from '../model/source.ts';
import { fileProblem, writeReason } from './file-problem.ts';

/** What a file may be by default, less the umask. */
const NEW_FILE = 0o666;

/**
 * Writes a file, new or in place of another one, whose permissions it keeps. Whoever reads it finds all of the old text
 * or all of the new one. A link stays, and what it leads to is replaced.
 * @throws SourceError where it cannot be written
 */
export function replaceFile(path: string, text: string): void {
  let temporary: string | undefined;
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    const target = status === undefined ? path : realpathSync(path);
    temporary = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID()}.tmp`);
    const file = openSync(temporary, 'wx', NEW_FILE);
    try {
      if (status !== undefined) fchmodSync(file, status.mode & 0o7777);
      writeAll(file, Buffer.from(text));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw new SourceError([fileProblem(path, `cannot be written: ${writeReason(error)}`)]);
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
