import type { CompiledRule } from '../model/policy.ts';
import type { ReadPart, WorkloadRule } from '../model/rule.ts';

/** The built-in rule with this id, which the schema has found to exist. */
export function builtInRule(id: string, rules: ReadonlyMap<string, WorkloadRule>): WorkloadRule {
  const rule = rules.get(id);
  if (rule === undefined) throw new Error(`there is no built-in rule ${id}`);
  return rule;
}

/** What a built-in rule looks at. */
export function readsOfBuiltIn({ reads = ['pod'] }: WorkloadRule): readonly ReadPart[] {
  return reads;
}

/** What a built-in rule is in every policy. */
export function traitsOf(rule: WorkloadRule): Omit<CompiledRule, 'action' | 'check'> {
  const { id, severity, remediation, aliases = {}, reason, asks, crossObject = false } = rule;
  return {
    id,
    severity,
    remediation,
    aliases,
    ...(reason !== undefined && { reason }),
    ...(asks !== undefined && { asks }),
    reads: readsOfBuiltIn(rule),
    crossObject,
  };
}
