import { accessSync, constants, statSync } from 'node:fs';
import { printable } from '../model/printable.ts';
import { systemReason } from './file-problem.ts';
import { flagName } from './flags.ts';
import { UsageError } from './usage-error.ts';

/**
 * Refuses flags that name files which cannot be read. The files are given by the keys of their flags;
 * undefined stands for a flag that is not set.
 *
 * @throws UsageError with a sentence for each such flag
 */
export function refuseUnreadable(files: Readonly<Record<string, string | undefined>>): void {
  const problems: string[] = [];
  for (const [key, file] of Object.entries(files)) {
    if (file === undefined) continue;
    const reason = whyUnreadable(file);
    if (reason !== undefined) problems.push(`${flagName(key)}: "${printable(file, 4_096)}": ${reason}`);
  }
  if (problems.length > 0) throw new UsageError(problems);
}

function whyUnreadable(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK);
    return statSync(file).isDirectory() ? 'this is a folder, not a file' : undefined;
  } catch (error) {
    return systemReason(error);
  }
}
