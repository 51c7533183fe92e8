/**
 * The outcome of a condition, in Kleene's strong three-valued logic. The numbers are ordered so that "all" is
 * the greatest of its parts, "any" the least and "not" the distance to `FAILS`.
 */
export const HOLDS = 0;
/** Cannot be judged: a value of the wrong type, or a limit that was reached. Never counts as holding. */
export const UNJUDGED = 1;
export const FAILS = 2;
export type Verdict = typeof HOLDS | typeof UNJUDGED | typeof FAILS;

/** What cannot be judged cannot be judged negated either. */
export function negate(verdict: Verdict): Verdict {
  return (FAILS - verdict) as Verdict;
}

export function verdictOf(holds: boolean): Verdict {
  return holds ? HOLDS : FAILS;
}
