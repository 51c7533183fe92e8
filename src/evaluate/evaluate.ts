import type { Failure, Finding } from '../model/decision.ts';
import type { CompiledPolicy, CompiledRule } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import { NO_SURROUNDINGS, type Surroundings } from '../model/rule.ts';
import type { Subject } from '../model/subject.ts';
import { Relevance } from './relevance.ts';

/** What a set of policies says of one subject. */
export interface Evaluation {
  readonly findings: readonly Finding[];
  /** Rules that threw. Each one is a denial. */
  readonly failures: readonly Failure[];
}

/** The rule id of findings about the shape of the object itself. */
export const WELL_FORMED = 'well-formed';

/**
 * Runs every rule of the given policies, which have already been matched against the subject, and
 * attaches rule, policy and action to each problem. Pure and synchronous. One rule that throws does
 * not keep the others from running. Without surroundings, rules over several objects are left out.
 */
export function evaluate(
  subject: Subject,
  policies: readonly CompiledPolicy[],
  surroundings?: Surroundings,
): Evaluation {
  const { workload, before } = subject;
  const [first] = policies;
  if (first === undefined) return { findings: [], failures: [] };
  if (workload.malformed.length > 0) {
    return { findings: workload.malformed.map((problem) => malformedFinding(problem, first)), failures: [] };
  }
  const relevance = before && new Relevance(before, workload);
  const findings: Finding[] = [];
  const failures: Failure[] = [];
  for (const policy of policies) {
    const newInScope = before === undefined || !policy.selectsObject(before.labels);
    for (const rule of policy.rules) {
      if (!newInScope && relevance?.concerns(rule) === false) continue;
      if (rule.crossObject && surroundings === undefined) continue;
      try {
        rule.check(
          workload,
          (problem) => findings.push(attach(problem, rule, policy)),
          rule.crossObject && surroundings !== undefined ? surroundings : NO_SURROUNDINGS,
        );
      } catch (cause) {
        failures.push({ code: 'rule', message: `rule ${rule.id} of policy ${policy.name} failed`, cause });
      }
    }
  }
  return { findings, failures };
}

function attach(problem: Problem, rule: CompiledRule, policy: CompiledPolicy): Finding {
  return {
    ...problem,
    rule: rule.id,
    policy: policy.name,
    action: rule.action,
    severity: rule.severity,
    ...(rule.reason !== undefined && { reason: rule.reason }),
    remediation: rule.remediation,
  };
}

/** A policy that only warns cannot vouch for an object that cannot be read: this always denies. */
function malformedFinding(problem: Problem, policy: CompiledPolicy): Finding {
  return {
    ...problem,
    rule: WELL_FORMED,
    policy: policy.name,
    action: 'Deny',
    severity: 'error',
    remediation: 'Give the object the form that the Kubernetes API asks for.',
  };
}
