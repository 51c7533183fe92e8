import { printable } from '../model/printable.ts';
import { formatSourceProblem, type SourceProblem } from '../model/source.ts';
import type { Terminal } from './terminal.ts';

/** Longer than any path that a file system takes. */
const MAX_LENGTH = 8_192;

/** Tells of a problem with an input in one line, `error: file:line:column: message`. */
export function complainOf(problem: SourceProblem, terminal: Terminal): void {
  terminal.complain(`error: ${printable(formatSourceProblem(problem), MAX_LENGTH)}`);
}
