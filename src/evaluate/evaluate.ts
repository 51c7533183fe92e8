import { type Failure, type Finding, type WaivedFinding, WELL_FORMED } from '../model/decision.ts';
import type { CompiledPolicy, CompiledRule } from '../model/policy.ts';
import type { Action, Problem } from '../model/problem.ts';
import { type ImageView, NO_SURROUNDINGS, type ReadPart, type Surroundings } from '../model/rule.ts';
import type { Subject } from '../model/subject.ts';
import type { Workload } from '../model/workload.ts';
import type { CommonGround } from './common-ground.ts';
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
  /** What is known of the images that rules ask about; absent: nobody could be asked. */
  readonly images?: ImageView;
  /** Where the subject is one of several parts of an object. */
  readonly common?: CommonGround;
}

/**
 * Runs every rule of the given policies, which have already been matched against the subject, and
 * attaches rule, policy and action to each problem. Pure and synchronous. One rule that throws does
 * not keep the others from running.
 */
export function evaluate(
  subject: Subject,
  policies: readonly CompiledPolicy[],
  { surroundings, waivers = NO_WAIVERS, images, common }: Circumstances = {},
): Evaluation {
  const { workload, before } = subject;
  const isPod = isPodItself(workload);
  const relevance = before && new Relevance(before, workload, common?.changes);
  if (workload.malformed.length > 0) {
    const findings = relevance?.isIdle ? [] : malformedFindings(workload, policies, isPod);
    return { findings, ...NOTHING_ELSE };
  }
  const record = new Record(workload, isPod, waivers);
  const failures: Failure[] = [];
  const aboutImages = images && { ...NO_SURROUNDINGS, images };
  for (const policy of policies) {
    if (!isPod && policy.controllers === 'Off') continue;
    const newInScope = before === undefined || !policy.selectsObject(before.labels);
    const known = record.findings.length;
    for (const rule of policy.rules) {
      if (!judges(rule, workload.holds, isPod)) continue;
      if (!newInScope && relevance?.concerns(rule) === false) continue;
      if (rule.crossObject === true && surroundings === undefined) continue;
      record.turnTo(rule, policy);
      try {
        const others = (rule.asks ? aboutImages : rule.crossObject ? surroundings : undefined) ?? NO_SURROUNDINGS;
        if (common === undefined) rule.check(workload, record.report, others);
        else common.check({ rule, policy }, workload, record.report, others);
        record.endRule();
      } catch (cause) {
        failures.push({ code: 'rule', message: `rule ${rule.id} of policy ${policy.name} failed`, cause });
      }
    }
    if (policy.quietWhenDenied) record.hush(known);
  }
  return { findings: record.findings, waived: record.waived, failures };
}

/** Problems of one rule that are listed, with those that exceptions take out: more than a pod may have containers. */
const MAX_LISTED = 2_000;

/** Takes down what rules report, one rule after the other: a thousand rules need no function each. */
class Record {
  readonly findings: Finding[] = [];
  readonly waived: WaivedFinding[] = [];
  readonly #workload: Workload;
  readonly #isPod: boolean;
  readonly #waivers: Waivers;
  #rule: CompiledRule | undefined;
  #policy: CompiledPolicy | undefined;
  #listed = 0;
  #unlisted = 0;

  constructor(workload: Workload, isPod: boolean, waivers: Waivers) {
    this.#workload = workload;
    this.#isPod = isPod;
    this.#waivers = waivers;
  }

  turnTo(rule: CompiledRule, policy: CompiledPolicy): void {
    this.#rule = rule;
    this.#policy = policy;
    this.#listed = 0;
    this.#unlisted = 0;
  }

  readonly report = (problem: Problem): void => {
    const rule = this.#rule as CompiledRule;
    const policy = this.#policy as CompiledPolicy;
    const isFull = this.#listed >= MAX_LISTED;
    if (isFull && this.#waivers === NO_WAIVERS) {
      this.#unlisted += 1;
      return;
    }
    const action = actionOf(rule, policy, this.#isPod);
    const isMild = problem.atMost === 'Warn' || this.#isMendedLater(problem, policy);
    const finding = attach(problem, rule, policy, isMild ? warnAtMost(action) : action);
    const verdict = this.#waivers.judge(finding, { rule, policy, workload: this.#workload });
    if (isFull) {
      if (verdict === undefined || 'lapsed' in verdict) this.#unlisted += 1;
      return;
    }
    this.#listed += 1;
    if (verdict === undefined) this.findings.push(finding);
    else if ('waiver' in verdict) this.waived.push({ ...finding, waiver: verdict.waiver });
    else this.findings.push({ ...finding, lapsed: verdict.lapsed });
  };

  /** Says how many findings of the rule are not listed. No exception takes that out: it stands for all of them. */
  endRule(): void {
    const count = this.#unlisted;
    if (count === 0) return;
    const rule = this.#rule as CompiledRule;
    const policy = this.#policy as CompiledPolicy;
    const message = `${count} more problems of this rule are not listed; mend these first`;
    this.findings.push(attach({ message, path: [] }, rule, policy, actionOf(rule, policy, this.#isPod)));
  }

  /** Takes back the warnings from there on, where something denies: it says enough. */
  hush(from: number): void {
    const recent = this.findings.slice(from);
    if (!recent.some(({ action }) => action === 'Deny')) return;
    this.findings.splice(from, recent.length, ...recent.filter(({ action }) => action !== 'Warn'));
  }

  /** The rule was asked to mutate, and will write what is missing here into each pod that the controller makes. */
  #isMendedLater({ remedy }: Problem, { mutation, followsToPods }: CompiledPolicy): boolean {
    return remedy !== undefined && !this.#isPod && followsToPods && !mutation.controllers;
  }
}

const NOTHING_ELSE = { waived: [], failures: [] };

/** Whether nothing else is judged again later on. Connections and build files have no controllers: they are judged like pods. */
export function isPodItself({ holds, templatePath }: Workload): boolean {
  return holds === 'connection' || holds === 'build' || (holds === 'pod' && templatePath.length === 0);
}

/** Whether a rule of the policy looks at anything that the workload holds. */
export function concerns({ controllers, rules }: CompiledPolicy, workload: Workload): boolean {
  const isPod = isPodItself(workload);
  if (!isPod && controllers === 'Off') return false;
  // Nobody can tell what lies where an object cannot be read: it may have been a pod.
  const holds = workload.malformed.length > 0 && workload.holds === 'images' ? 'pod' : workload.holds;
  return rules.some((rule) => judges(rule, holds, isPod));
}

/** Whether the rule looks at anything of the kind. */
export function judges({ reads, controllerAction }: CompiledRule, holds: Workload['holds'], isPod: boolean): boolean {
  if (controllerAction === 'Off' && !isPod) return false;
  if (holds === 'pod') return reads[0] !== 'connection';
  if (holds === 'connection') return reads[0] === 'connection';
  if (holds === 'build') return reads.includes('images') && !reads.some((part) => part === 'pod' || isOfObject(part));
  return !reads.includes('pod') && reads.some((part) => part === 'images' || isOfObject(part));
}

function isOfObject(part: ReadPart): boolean {
  return typeof part === 'object' && part.from === 'object';
}

function actionOf({ action, controllerAction }: CompiledRule, { controllers }: CompiledPolicy, isPod: boolean): Action {
  if (isPod) return action;
  if (controllerAction !== undefined && controllerAction !== 'Off') return controllerAction;
  return controllers === 'Warn' ? warnAtMost(action) : action;
}

function warnAtMost(action: Action): Action {
  return action === 'Deny' ? 'Warn' : action;
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
  const judging = policies.filter((policy) => concerns(policy, workload));
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
