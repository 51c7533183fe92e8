import type { CompiledException } from '../model/exception.ts';
import { type FieldPath, formatPath } from '../model/path.ts';
import type { Position, SourceDocument } from '../model/source.ts';
import { FAILS, HOLDS, type Verdict } from './verdict.ts';

/**
 * What test cases should show of policies. A rule is to pass and to fail, a branch (a part of any or all, and a not)
 * to hold and to fail, a condition of match to be met and not; an exception is to waive something.
 */
export const POINT_KINDS = ['rule', 'branch', 'matcher', 'exception'] as const;
export type PointKind = (typeof POINT_KINDS)[number];

type Source = Position & { readonly file: string };

/** One thing that test cases should show, and what they have shown of it. */
export class CoveragePoint {
  readonly kind: PointKind;
  readonly name: string;
  readonly source: Source;
  #reached = false;
  #held = false;
  #failed = false;

  constructor(kind: PointKind, name: string, source: Source) {
    this.kind = kind;
    this.name = name;
    this.source = source;
  }

  /** It came to a verdict, be it that there can be none. */
  get reached(): boolean {
    return this.#reached;
  }

  /** It passed, held, was met or waived something. */
  get held(): boolean {
    return this.#held;
  }

  get failed(): boolean {
    return this.#failed;
  }

  get covered(): boolean {
    return this.#held && (this.#failed || this.kind === 'exception');
  }

  /** What cannot be judged neither holds nor fails. */
  record(verdict: Verdict): void {
    this.#reached = true;
    if (verdict === HOLDS) this.#held = true;
    else if (verdict === FAILS) this.#failed = true;
  }
}

/**
 * Gathers what test cases show of policies that were loaded with it. Watching changes no verdict and asks nothing that
 * would not be asked without. A policy that is loaded twice from the same place has the same points.
 */
export class TestCoverage {
  readonly #points = new Map<string, CoveragePoint>();

  /** In the order in which they were found. */
  get points(): readonly CoveragePoint[] {
    return [...this.#points.values()];
  }

  point(kind: PointKind, name: string, { file, line, column }: Source): CoveragePoint {
    const key = JSON.stringify([kind, name, file, line, column]);
    let point = this.#points.get(key);
    if (point === undefined) {
      point = new CoveragePoint(kind, name, { file, line, column });
      this.#points.set(key, point);
    }
    return point;
  }

  /** Records the exceptions that a decision says were applied: `names` are theirs. */
  applied(names: readonly string[], exceptions: readonly CompiledException[]): void {
    for (const exception of exceptions) if (names.includes(exception.name)) this.exception(exception).record(HOLDS);
  }

  exception({ name, source }: CompiledException): CoveragePoint {
    return this.point('exception', name, source);
  }

  /** The point at a path of a document; without more, it is called by the path. */
  at(document: SourceDocument, kind: PointKind, path: FieldPath, name = formatPath(path)): CoveragePoint {
    return this.point(kind, name, { file: document.file, ...document.positionOf(path) });
  }
}
