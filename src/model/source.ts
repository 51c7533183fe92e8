import type { FieldPath } from './path.ts';

/** A place in a text file: both count from 1; columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What was wrong with an input text, and where. */
export interface SourceProblem extends Position {
  /** Path or name of the file as the user gave it; `-` for standard input. */
  readonly file: string;
  /** What is wrong and what to do about it, in one sentence. */
  readonly message: string;
}

/** One document of a file: its plain value and where each part of it stands. */
export interface SourceDocument {
  readonly file: string;
  /** Where the document starts. */
  readonly start: Position;
  readonly value: unknown;
  /**
   * Where the value at `path` stands, or its key with `part: 'key'`.
   * A path that does not exist gives its nearest existing ancestor.
   */
  positionOf(path: FieldPath, part?: 'key' | 'value'): Position;
}

/** Thrown where an input file cannot be used. Carries every problem found, in file order. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly problems: readonly SourceProblem[];

  constructor(problems: readonly SourceProblem[]) {
    super(problems.map(formatSourceProblem).join('\n'));
    this.problems = problems;
  }
}

/** `file:line:column: message`, the form that editors and terminals link. */
export function formatSourceProblem(problem: SourceProblem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
}
