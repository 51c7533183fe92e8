import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { printable } from '../model/printable.ts';
import { systemReason } from './file-problem.ts';

/** Bytes of a file that a policy names. */
const MAX_BYTES = 1_024 * 1_024;

/**
 * The text of a file that a policy names: relative to the folder of the policy file, or absolute.
 * @throws Error with a plain reason
 */
export function readNamedFile(fromFile: string, path: string): string {
  const bytes = readStart(isAbsolute(path) ? path : join(dirname(fromFile), path));
  if (bytes.length > MAX_BYTES) throw new Error(`the file is larger than ${MAX_BYTES} bytes`);
  if (!isUtf8(bytes)) throw new Error('the file is not text in UTF-8');
  return bytes.toString('utf8');
}

/** At most one byte more than is allowed. Does not wait for the other end of a pipe. */
function readStart(path: string): Buffer {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(descriptor).isFile()) throw new Error('not a regular file');
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    while (length < buffer.length) {
      const count = readSync(descriptor, buffer, length, buffer.length - length, null);
      if (count === 0) break;
      length += count;
    }
    return buffer.subarray(0, length);
  } catch (error) {
    throw 'code' in (error as object) ? new Error(`${systemReason(error)}: ${printable(path)}`) : error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
