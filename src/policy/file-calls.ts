import { close, fstat, open, read, readdir, realpath, stat } from 'node:fs';
import { promisify } from 'node:util';

/** What `node:fs/promises` gives as well, without its start-up time: a short command has read its files before. */
export const files = {
  close: promisify(close),
  fstat: promisify(fstat),
  open: promisify(open),
  read: promisify(read),
  readdir: promisify(readdir),
  realpath: promisify(realpath),
  stat: promisify(stat),
};
