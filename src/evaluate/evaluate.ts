import type { Failure, Finding, WaivedFinding } from '../model/decision.ts';
import type { CompiledPolicy, CompiledRule } from '../model/policy.ts';
import type { Action, Problem } from '../model/problem.ts';
import { NO_SURROUNDINGS, type Surroundings } from '../model/rule.ts';
import type { Subject } from '../model/subject.ts';
import type { Workload } from '../model/workload.ts';
import { Relevance } from './relevance.ts';
import { NO_WAIVERS, type Waivers } from './waivers.ts';

/** What a set of policies says of one subject. */
export interface Evaluation {
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
  /** Rules that threw. Each one is a denial. */
  readonly failures: readonly Failure[];
}

/** What an evaluation knows besides the subject and the policies. */
export interface Circumstances {
  /** Absent: rules over several objects are left out. */
  readonly surroundings?: Surroundings;
  readonly waivers?: Waivers;
}

/** The rule id of findings about the shape of the object itself. No exception takes them out. */
export const WELL_FORMED = 'well-formed';

/**
 * Runs every rule of the given policies, which have already been matched against the subject, and
 * attaches rule, policy and action to each problem. Pure and synchronous. One rule that throws does
 * not keep the others from running.
 */
export function evaluate(
  subject: Subject,
  policies: readonly CompiledPolicy[],
  { surroundings, waivers = NO_WAIVERS }: Circumstances = {},
): Evaluation {
  const { workload, before } = subject;
  const isPod = isPodItself(workload);
  if (workload.malformed.length > 0) return { findings: malformedFindings(workload, policies, isPod), ...NOTHING_ELSE };
  const relevance = before && new Relevance(before, workload);
  const findings: Finding[] = [];
  const waived: WaivedFinding[] = [];
  const failures: Failure[] = [];
  for (const policy of policies) {
    if (!isPod && policy.controllers === 'Off') continue;
    const newInScope = before === undefined || !policy.selectsObject(before.labels);
    for (const rule of policy.rules) {
      if (!judges(rule, workload, isPod)) continue;
      if (!newInScope && relevance?.concerns(rule) === false) continue;
      if (rule.crossObject && surroundings === undefined) continue;
      const action = actionOf(rule, policy, isPod);
      const report = (problem: Problem) => {
        const finding = attach(problem, rule, policy, action);
        const verdict = waivers.judge(finding, rule, workload);
        if (verdict === undefined) findings.push(finding);
        else if ('waiver' in verdict) waived.push({ ...finding, waiver: verdict.waiver });
        else findings.push({ ...finding, lapsed: verdict.lapsed });
      };
      try {
        rule.check(workload, report, rule.crossObject && surroundings ? surroundings : NO_SURROUNDINGS);
      } catch (cause) {
        failures.push({ code: 'rule', message: `rule ${rule.id} of policy ${policy.name} failed`, cause });
      }
    }
  }
  return { findings, waived, failures };
}

const NOTHING_ELSE = { waived: [], failures: [] };

/** Connections have no controllers: they are judged like pods. */
function isPodItself({ holds, kind, templatePath }: Workload): boolean {
  return holds === 'connection' || (kind === 'Pod' && templatePath.length === 0);
}

/** Whether the rule looks at anything that the workload holds. */
function judges({ reads, controllerAction }: CompiledRule, { holds }: Workload, isPod: boolean): boolean {
  if (controllerAction === 'Off' && !isPod) return false;
  if (holds === 'pod') return reads[0] !== 'connection';
  if (holds === 'connection') return reads[0] === 'connection';
  return reads.some((part) => part === 'images' || (typeof part === 'object' && part.from === 'object'));
}

function actionOf({ action, controllerAction }: CompiledRule, { controllers }: CompiledPolicy, isPod: boolean): Action {
  if (isPod) return action;
  if (controllerAction !== undefined && controllerAction !== 'Off') return controllerAction;
  return controllers === 'Warn' && action === 'Deny' ? 'Warn' : action;
}

function attach(problem: Problem, rule: CompiledRule, policy: CompiledPolicy, action: Action): Finding {
  return {
    ...problem,
    rule: rule.id,
    policy: policy.name,
    action,
    severity: rule.severity,
    ...(rule.reason !== undefined && { reason: rule.reason }),
    remediation: rule.remediation,
  };
}

/** A policy that only warns cannot vouch for an object that cannot be read: this denies, but where controllers never do. */
function malformedFindings(workload: Workload, policies: readonly CompiledPolicy[], isPod: boolean): Finding[] {
  const judging = policies.filter(
    ({ controllers, rules }) => (isPod || controllers !== 'Off') && rules.some((rule) => judges(rule, workload, isPod)),
  );
  const [first] = judging;
  if (first === undefined) return [];
  const strictest = judging.find((policy) => isPod || policy.controllers === 'Deny') ?? first;
  return workload.malformed.map((problem) => ({
    ...problem,
    rule: WELL_FORMED,
    policy: strictest.name,
    action: isPod || strictest.controllers === 'Deny' ? 'Deny' : 'Warn',
    severity: 'error',
    remediation: 'Give the object the form that the Kubernetes API asks for.',
  }));
}
