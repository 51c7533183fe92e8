import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isPackDocument, MAX_PACK_FILE, PACK_FILE } from '../evidence/pack-document.ts';
import { printable } from '../model/printable.ts';
import { SourceError } from '../model/source.ts';
import { fileProblem, systemReason, writeReason } from './file-problem.ts';
import { readBytes } from './input-bytes.ts';
import { UsageError } from './usage-error.ts';

/**
 * Refuses a folder that holds something that nobody wants replaced: anything but an evidence pack.
 * @throws UsageError, SourceError
 */
export function refuseOccupied(folder: string): void {
  if (namesIn(folder).length === 0) return;
  const file = join(folder, PACK_FILE);
  if (existsSync(file) && isPackDocument(readBytes(file, MAX_PACK_FILE))) return;
  const shown = printable(folder, 4_096);
  throw new UsageError([`--output: "${shown}" has something in it that is no evidence pack; name another folder`]);
}

/** @throws SourceError with the reason, for an error of the file system; anything else is thrown as it is */
export function refuseUnwritable(folder: string, error: unknown): never {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) throw error;
  throw new SourceError([fileProblem(folder, `cannot be written: ${writeReason(error)}`)]);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    const reason = code === 'ENOTDIR' ? 'this is no folder' : systemReason(error);
    throw new UsageError([`--output: "${printable(folder, 4_096)}": ${reason}`]);
  }
}
