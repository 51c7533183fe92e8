import { type FieldPath, formatPath } from '../model/path.ts';
import { printable } from '../model/printable.ts';
import { type SourceDocument, SourceError, type SourceProblem } from '../model/source.ts';

/** Problems that are kept; whoever has more starts with these. */
const MAX_PROBLEMS = 100;

/** Gathers what is wrong with a set of files, so that one run shows all of it. */
export class ProblemList {
  readonly #problems: SourceProblem[] = [];
  readonly #files: readonly string[];
  #more = 0;

  /** `files` gives the order in which problems are shown; files that are not among them come last. */
  constructor(files: readonly string[] = []) {
    this.#files = files;
  }

  get count(): number {
    return this.#problems.length + this.#more;
  }

  add(problem: SourceProblem): void {
    this.#keep(() => problem);
  }

  /** A problem with the value at `path`, or with its key. The message names the field. */
  addAt(document: SourceDocument, path: FieldPath, message: string, part: 'key' | 'value' = 'value'): void {
    this.#keep(() => {
      const field = printable(formatPath(path));
      const { line, column } = document.positionOf(path, part);
      return { file: document.file, line, column, message: field === '' ? message : `${field}: ${message}` };
    });
  }

  #keep(problem: () => SourceProblem): void {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(problem());
    else this.#more += 1;
  }

  /** Runs a reader; keeps the problems it throws and gives undefined in place of what it would have read. */
  collect<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      for (const problem of error.problems) this.add(problem);
      return undefined;
    }
  }

  /** @throws SourceError where there is any problem: in the order of files, then of places. */
  throwIfAny(): void {
    const [first] = this.#problems;
    if (first === undefined) return;
    const files = [...new Set([...this.#files, ...this.#problems.map(({ file }) => file)])];
    const sorted = this.#problems.toSorted(
      (one, other) =>
        files.indexOf(one.file) - files.indexOf(other.file) || one.line - other.line || one.column - other.column,
    );
    if (this.#more > 0) {
      const last = sorted.at(-1) ?? first;
      sorted.push({ ...last, message: `${this.#more} more problems are not listed; mend these first` });
    }
    throw new SourceError(sorted);
  }
}
