import type { CompiledRule } from '../model/policy.ts';
import type { Problem, Report } from '../model/problem.ts';
import type { ReadPart, Surroundings } from '../model/rule.ts';
import type { Workload } from '../model/workload.ts';

/**
 * What the parts of one object have in common: everything outside of their pods. It is looked at once, however many
 * parts there are, so that a large object with many parts costs no more than its size.
 */
export class CommonGround {
  /** Whether an UPDATE changed a part of the object. */
  readonly changes = new Map<ReadPart, boolean>();
  readonly #problems = { pod: new Map(), images: new Map(), connection: new Map() } satisfies Record<
    Workload['holds'],
    Map<CompiledRule, readonly Problem[]>
  >;

  /** Runs a rule over a part; one that reads nothing but the object outside of pods runs for the first part alone. */
  check(rule: CompiledRule, workload: Workload, report: Report, surroundings: Surroundings): void {
    if (!readsObjectAlone(rule)) {
      rule.check(workload, report, surroundings);
      return;
    }
    const known: Map<CompiledRule, readonly Problem[]> = this.#problems[workload.holds];
    let problems = known.get(rule);
    if (problems === undefined) {
      const found: Problem[] = [];
      rule.check(workload, (problem) => found.push(problem), surroundings);
      known.set(rule, found);
      problems = found;
    }
    for (const problem of problems) report(problem);
  }
}

function readsObjectAlone({ reads, crossObject }: CompiledRule): boolean {
  return !crossObject && reads.every((part) => typeof part === 'object' && part.from === 'object');
}
