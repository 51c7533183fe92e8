import type { JsonObject } from '../../src/model/json.ts';
import type { CompiledRule, PolicySet } from '../../src/model/policy.ts';
import type { Problem } from '../../src/model/problem.ts';
import { NO_SURROUNDINGS, type WorkloadRule } from '../../src/model/rule.ts';
import { formatSourceProblem, SourceError } from '../../src/model/source.ts';
import type { Workload } from '../../src/model/workload.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { workloadOf } from '../support/pods.ts';

const HEAD = { apiVersion: 'tidewaiter.dev/v1alpha1', kind: 'AdmissionPolicy' };

/** A policy document as JSON, which is YAML. */
export function policyText(rules: readonly unknown[], spec: JsonObject = {}, name = 'tested'): string {
  return JSON.stringify({ ...HEAD, metadata: { name }, spec: { ...spec, rules } });
}

export function load(text: string, rules: readonly WorkloadRule[] = WORKLOAD_RULES): PolicySet {
  return loadPolicies([{ file: 'policy.yaml', text }], rules);
}

/** The problems that loading ends in, as `file:line:column: message`; none where it does not. */
export function problemsOf(load: () => unknown): readonly string[] {
  try {
    load();
    return [];
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return error.problems.map(formatSourceProblem);
  }
}

/** The messages of those problems. */
export function faultsOf(rule: unknown, spec: JsonObject = {}): readonly string[] {
  return problemsOf(() => load(policyText([rule], spec))).map((problem) => problem.replace(/^[^:]*:\d+:\d+: /, ''));
}

/** An own rule with an id and a message of its own, compiled. */
export function ownRule(rule: JsonObject, rules: readonly WorkloadRule[] = WORKLOAD_RULES): CompiledRule {
  const text = policyText([{ id: 'own', message: 'broken at {{ path }}: {{ value }}', ...rule }]);
  const compiled = load(text, rules).policies[0]?.rules[0];
  if (compiled === undefined) throw new Error('the policy has no rule');
  return compiled;
}

export function problemsIn(rule: CompiledRule, workload: Workload): readonly Problem[] {
  const problems: Problem[] = [];
  rule.check(workload, (problem) => problems.push(problem), NO_SURROUNDINGS);
  return problems;
}

/** Messages of an own rule over a pod. */
export function messagesOf(rule: JsonObject, object: JsonObject): readonly string[] {
  return problemsIn(ownRule(rule), workloadOf(object)).map(({ message }) => message);
}

/** What an assertion on the value at `$.metadata.value` says of a value. */
export function judge(operators: JsonObject, value: unknown): 'holds' | 'fails' | 'cannot judge' {
  const rule = { message: 'fails', assert: { path: '$.metadata.value', ...operators } };
  const messages = messagesOf(rule, { apiVersion: 'v1', kind: 'Pod', metadata: { value }, spec: { containers: [] } });
  if (messages.length === 0) return 'holds';
  return messages[0]?.includes('cannot be judged') ? 'cannot judge' : 'fails';
}
