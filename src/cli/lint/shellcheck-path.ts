import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

const NAME = 'shellcheck';

/**
 * The program ShellCheck on a PATH; undefined where it is not installed. Relative entries do not count: they lead into what
 * is linted.
 */
export function findShellcheck(path: string): string | undefined {
  return path
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, NAME))
    .find(isProgram);
}

/** Whether this user may run a file. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
