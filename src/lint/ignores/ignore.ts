import type { LintSuppression } from '../../model/lint.ts';
import type { Span } from '../../model/mapped-text.ts';

/** An id or alias in a comment, and where it stands. */
export interface IgnoreName extends Span {
  readonly name: string;
}

/** A comment that ignores findings. */
export interface Ignore {
  readonly by: LintSuppression['by'];
  /** From the `#` to the end of the line. */
  readonly comment: Span;
  /** As written; none where `every` is set. */
  readonly names: readonly IgnoreName[];
  /** Ignores every rule that its tool knows; ours: every rule. */
  readonly every: boolean;
  readonly reach: Reach;
  /** The last day on which it counts. */
  readonly until?: IgnoreName;
  /** '' where the tool has no place for one, or nobody wrote one. */
  readonly reason: string;
  /** What is wrong with it: it takes nothing out. */
  readonly fault?: string;
}

/** The findings that a comment reaches: those that start in a stretch of the file. Of one kind and tool, stretches are the same or apart. */
export interface Reach extends Span {
  readonly kind: 'line' | 'instruction' | 'stage' | 'file';
}

/** What a comment with a mistake in it reaches. */
export const NOTHING: Reach = { kind: 'file', start: 0, end: 0 };
