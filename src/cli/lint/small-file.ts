import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';

/**
 * The text of a small file that counts where it is there: `missing` where there is none, `unreadable` where there is
 * something that cannot be read as one. Never waits.
 */
export function readSmallFile(path: string, maxBytes: number): { readonly content: string } | 'missing' | 'unreadable' {
  let file: number | undefined;
  try {
    // Most are missing, and an error takes Node.js longer than all the rest.
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return 'missing';
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(file);
    if (!status.isFile() || status.size > maxBytes) return 'unreadable';
    const buffer = Buffer.alloc(status.size);
    let length = 0;
    for (let count = -1; count !== 0 && length < buffer.length; length += count) {
      count = readSync(file, buffer, length, buffer.length - length, length);
    }
    return { content: buffer.toString('utf8', 0, length) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
