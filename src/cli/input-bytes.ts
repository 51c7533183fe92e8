import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { SourceError } from '../model/source.ts';
import { fileProblem, systemReason } from './file-problem.ts';

const CHUNK = 2 ** 20;

/**
 * The bytes of a file or pipe, at most `most`.
 * @throws SourceError where it cannot be read or is larger
 */
export function readBytes(path: string, most: number): Buffer {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const status = fstatSync(file);
    if (!status.isFile() && !status.isFIFO()) throw problem(path, 'not a regular file');
    if (status.size > most) throw tooLarge(path, most);
    const chunks: Buffer[] = [];
    for (let length = 0; ; ) {
      const buffer = Buffer.allocUnsafe(status.size > length ? status.size - length : CHUNK);
      const count = readSync(file, buffer);
      if (count === 0) return Buffer.concat(chunks);
      length += count;
      if (length > most) throw tooLarge(path, most);
      chunks.push(buffer.subarray(0, count));
    }
  } catch (error) {
    throw error instanceof SourceError ? error : problem(path, systemReason(error));
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function tooLarge(path: string, most: number): SourceError {
  return problem(path, `larger than ${most / 2 ** 20} MiB`);
}

function problem(path: string, message: string): SourceError {
  return new SourceError([fileProblem(path, message)]);
}
