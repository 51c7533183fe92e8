import { SourceError } from '../model/source.ts';
import type { Invocation } from './command.ts';
import { complainOf } from './complaint.ts';
import { EXIT } from './exit-code.ts';
import type { FlagTable } from './flags.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Tells what was thrown, and gives the exit code for it. */
export function explainError(error: unknown, terminal: Terminal): number {
  if (error instanceof UsageError) {
    for (const problem of error.problems) terminal.complain(`tidewaiter: ${problem}`);
  } else if (error instanceof SourceError) {
    for (const problem of error.problems) complainOf(problem, terminal);
  } else {
    const detail = Error.isError(error) ? error.stack : String(error);
    terminal.complain(`tidewaiter: internal error, please report it: ${detail}`);
  }
  return EXIT.error;
}

/** A command that explains what it throws: the bundle of each command has its own classes of errors. */
export function explained<F extends FlagTable>(
  run: (invocation: Invocation<F>) => Promise<number>,
): (invocation: Invocation<F>) => Promise<number> {
  return async (invocation) => {
    try {
      return await run(invocation);
    } catch (error) {
      return explainError(error, invocation.terminal);
    }
  };
}
