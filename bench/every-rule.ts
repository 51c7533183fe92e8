import { evaluate } from '../src/evaluate/evaluate.ts';
import type { WorkloadRule } from '../src/model/rule.ts';
import type { Subject } from '../src/model/subject.ts';
import { loadPolicies } from '../src/policy/load.ts';
import { WORKLOAD_RULES } from '../src/rules/index.ts';
import { builtInRules } from './many-rules.ts';

/** Options with which rules that need some, or that the usual pod would break without, are measured. */
const OPTIONS: Readonly<Record<string, object>> = {
  'allowed-registries': { registries: ['registry.example.com/**'] },
  'allowed-service-accounts': { allowed: ['*'] },
  'disable-service-account-token': { allowServiceAccounts: ['*'] },
  'limit-request-ratio': { memory: 100, cpu: 100 },
  'require-annotations': { annotations: [{ key: 'example.com/owner' }] },
  'require-image-pull-secrets': { images: ['registry.example.net/**'] },
  'restrict-annotations': { forbidden: [{ key: 'nobody.example.com/*' }] },
  'restrict-cpu-limits': { limits: 'Require' },
  'restrict-runtime-class': { allowed: ['gvisor'] },
  'restrict-user-ids': { acceptUnset: true, runAsUser: { min: 1 } },
};

/** A rule as a policy switches it on. */
export interface RuleEntry {
  readonly rule: string;
  readonly options?: object;
}

/**
 * The rules that judge one object by itself and that the given pods pass, as policies write them: what a pod that is in
 * order costs. Baseline checks of the Pod Security Standards that restricted ones override are left out, as at level
 * restricted.
 */
export function rulesThatPass(subjects: readonly Subject[]): readonly RuleEntry[] {
  const overridden = new Set(WORKLOAD_RULES.map(({ podSecurity }) => podSecurity?.overrides));
  return WORKLOAD_RULES.filter((rule) => judgesPods(rule) && !overridden.has(rule.id))
    .map(({ id }) => (OPTIONS[id] === undefined ? { rule: id } : { rule: id, options: OPTIONS[id] }))
    .filter((entry) => passes(entry, subjects));
}

/** What a registry knows is not measured: it would be the registry that is. */
function judgesPods({ crossObject, reads, asks }: WorkloadRule): boolean {
  return crossObject !== true && reads?.[0] !== 'connection' && asks === undefined;
}

function passes(entry: RuleEntry, subjects: readonly Subject[]): boolean {
  const { policies } = loadPolicies(builtInRules([entry], 1), WORKLOAD_RULES);
  return subjects.every((subject) => {
    const { findings, failures } = evaluate(subject, policies);
    return findings.length + failures.length === 0;
  });
}
