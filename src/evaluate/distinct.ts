import type { Failure, Finding } from '../model/decision.ts';
import { jsonPointer } from '../model/path.ts';
import type { Evaluation } from './evaluate.ts';

/** The findings of several parts of one object, each once: what is wrong with the object itself is found with each part. */
export function distinctFindings<Kind extends 'findings' | 'waived'>(
  evaluations: readonly Evaluation[],
  kind: Kind,
): readonly Evaluation[Kind][number][] {
  const [only] = evaluations;
  if (only !== undefined && evaluations.length === 1) return only[kind];
  const byKey = new Map<string, Evaluation[Kind][number]>();
  for (const evaluation of evaluations) {
    for (const finding of evaluation[kind]) {
      byKey.set(keyOf(finding), finding);
    }
  }
  return [...byKey.values()];
}

/** A rule that fails for one part of an object mostly fails for all. */
export function distinctFailures(evaluations: readonly Evaluation[]): readonly Failure[] {
  const failures = evaluations.flatMap((evaluation) => evaluation.failures);
  return evaluations.length === 1
    ? failures
    : [...new Map(failures.map((failure) => [failure.message, failure])).values()];
}

function keyOf({ policy, rule, action, path, message }: Finding): string {
  return JSON.stringify([policy, rule, action, jsonPointer(path), message]);
}
