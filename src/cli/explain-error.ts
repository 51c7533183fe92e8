import type { SourceError } from '../model/source.ts';
import type { Invocation } from './command.ts';
import { complainOf } from './complaint.ts';
import { EXIT } from './exit-code.ts';
import type { FlagTable } from './flags.ts';
import type { Terminal } from './terminal.ts';
import type { UsageError } from './usage-error.ts';

/** Tells what was thrown, and gives the exit code for it. */
export function explainError(error: unknown, terminal: Terminal): number {
  if (hasProblems<UsageError>(error, 'UsageError')) {
    for (const problem of error.problems) terminal.complain(`tidewaiter: ${problem}`);
  } else if (hasProblems<SourceError>(error, 'SourceError')) {
    for (const problem of error.problems) complainOf(problem, terminal);
  } else {
    const detail = Error.isError(error) ? error.stack : String(error);
    terminal.complain(`tidewaiter: internal error, please report it: ${detail}`);
  }
  return EXIT.error;
}

/** Whether an error is of a class, by its name: each file of the bundle has a class of its own. */
function hasProblems<E extends UsageError | SourceError>(error: unknown, name: E['name']): error is E {
  return Error.isError(error) && error.name === name && 'problems' in error && Array.isArray(error.problems);
}

/** A command that explains what it throws. */
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
