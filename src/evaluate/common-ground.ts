import type { CompiledPolicy, CompiledRule } from '../model/policy.ts';
import type { Report } from '../model/problem.ts';
import type { ReadPart, Surroundings } from '../model/rule.ts';
import type { Workload } from '../model/workload.ts';

/**
 * What the parts of one object have in common: everything outside of their pods. It is looked at once, however many
 * parts there are, so that a large object with many parts costs no more than its size.
 */
export class CommonGround {
  /** Whether an UPDATE changed a part of the object. */
  readonly changes = new Map<ReadPart, boolean>();
  readonly #done = { pod: new Map(), images: new Map(), connection: new Map(), build: new Map() } satisfies Record<
    Workload['holds'],
    Map<CompiledPolicy, Set<CompiledRule>>
  >;

  /**
   * Runs a rule over a part. One that reads nothing but the object outside of pods says the same of every part, and
   * speaks for the first alone.
   */
  check({ rule, policy }: RuleInPolicy, workload: Workload, report: Report, surroundings: Surroundings): void {
    const known: Map<CompiledPolicy, Set<CompiledRule>> = this.#done[workload.holds];
    const done = known.get(policy) ?? new Set();
    if (done.has(rule)) return;
    rule.check(workload, report, surroundings);
    if (readsObjectAlone(rule)) known.set(policy, done.add(rule));
  }
}

/** Two policies may hold one rule. */
interface RuleInPolicy {
  readonly rule: CompiledRule;
  readonly policy: CompiledPolicy;
}

function readsObjectAlone({ reads, crossObject }: CompiledRule): boolean {
  return !crossObject && reads.every((part) => typeof part === 'object' && part.from === 'object');
}
