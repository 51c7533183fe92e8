import { type FieldPath, formatPath } from '../model/path.ts';
import { type Check, NO_SURROUNDINGS } from '../model/rule.ts';
import { valueAt } from '../model/value-at.ts';
import type { Workload } from '../model/workload.ts';
import { FAILS, HOLDS, type Verdict } from './verdict.ts';

/** One place of the object that breaks a condition. */
export interface Offence {
  /** The place, or its nearest existing parent where it is missing. */
  readonly path: FieldPath;
  /** The place for messages, with the part of it that is missing. */
  readonly place: string;
  /** What stands there; undefined where it is missing. */
  readonly value: unknown;
  /** What a message should add: why the place could not be judged, or that a list is missing. */
  readonly note?: string;
}

/** Hears offences; answers false when it has heard enough. */
export type Tell = (offence: Offence) => boolean;

/**
 * A compiled condition on a subject: a workload, or any document. `judge` is the hot path and allocates nothing to speak
 * of; `explain` walks again, with paths, only where `judge` gave something other than `HOLDS`.
 */
export interface Condition<Subject = Workload> {
  /** `root` is what `$` means: the object, or the element of forEach. */
  judge(root: unknown, subject: Subject): Verdict;
  /** `at` is the path of `root` in the object. Answers false when `tell` has heard enough. */
  explain(root: unknown, at: FieldPath, subject: Subject, tell: Tell): boolean;
}

/** Holds when every part holds. */
export function allOf<Subject>(parts: readonly Condition<Subject>[]): Condition<Subject> {
  return {
    judge(root, subject) {
      let worst: Verdict = HOLDS;
      for (const part of parts) {
        const verdict = part.judge(root, subject);
        if (verdict > worst) worst = verdict;
        if (worst === FAILS) return FAILS;
      }
      return worst;
    },
    explain(root, at, subject, tell) {
      return parts.every((part) => part.judge(root, subject) === HOLDS || part.explain(root, at, subject, tell));
    },
  };
}

/**
 * Holds when some part holds. Where none does, the first part explains what would be the normal way; parts
 * that could not be judged go before it only where none failed for certain.
 */
export function anyOf<Subject>(parts: readonly Condition<Subject>[]): Condition<Subject> {
  const judge = (root: unknown, subject: Subject): Verdict => {
    let best: Verdict = FAILS;
    for (const part of parts) {
      const verdict = part.judge(root, subject);
      if (verdict === HOLDS) return HOLDS;
      if (verdict < best) best = verdict;
    }
    return best;
  };
  return {
    judge,
    explain(root, at, subject, tell) {
      const best = judge(root, subject);
      const telling = parts.find((part) => part.judge(root, subject) === best);
      return telling === undefined || telling.explain(root, at, subject, tell);
    },
  };
}

/** Holds when the built-in check reports nothing. Its problems are the offences. */
export function passes(check: Check): Condition {
  return {
    judge: (_root, workload) => (reportsNothing(check, workload) ? HOLDS : FAILS),
    explain(_root, _at, workload, tell) {
      let listening = true;
      check(
        workload,
        ({ path }) => {
          listening &&= tell({ path, place: formatPath(path), value: valueAt(workload.object, path) });
        },
        NO_SURROUNDINGS,
      );
      return listening;
    },
  };
}

/** Holds when the built-in check reports something: `not` before a built-in rule. */
export function isReportedBy(check: Check): Condition {
  return {
    judge: (_root, workload) => (reportsNothing(check, workload) ? FAILS : HOLDS),
    explain: (_root, at, _workload, tell) => tell({ path: at, place: formatPath(at), value: undefined }),
  };
}

function reportsNothing(check: Check, workload: Workload): boolean {
  let nothing = true;
  check(
    workload,
    () => {
      nothing = false;
    },
    NO_SURROUNDINGS,
  );
  return nothing;
}
