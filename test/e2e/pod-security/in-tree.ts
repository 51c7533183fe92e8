import type { Finding } from '../../../src/model/decision.ts';
import type { Action } from '../../../src/model/problem.ts';
import { outcome } from '../harness/answers.ts';
import type { KubeAnswer } from '../harness/kube.ts';

/** A level of the Pod Security Standards at a version, as labels write it. */
export interface Standard {
  readonly level: 'baseline' | 'restricted';
  readonly version: string;
}

/** Labels that ask the API server's own Pod Security admission for a standard. */
export function labelsOf(mode: 'enforce' | 'warn', { level, version }: Standard): Readonly<Record<string, string>> {
  const label = `pod-security.kubernetes.io/${mode}`;
  return { [label]: level, [`${label}-version`]: version };
}

/** The text of a denial or a warning of Pod Security admission: `violates PodSecurity "baseline:v1.25": reasons`. */
const VIOLATES = /(?:violates|would violate) PodSecurity "[^"]*": (?<reasons>.*)$/s;

/**
 * The reasons in a text of Pod Security admission, one for each check, sorted; undefined where it is not one.
 * `hostPort (container "app" uses hostPort 80), privileged (container "app" must not set it)` gives two.
 */
export function inTreeReasons(text: string): readonly string[] | undefined {
  let reasons = VIOLATES.exec(text)?.groups?.reasons;
  if (reasons === undefined) return undefined;
  for (let before = ''; before !== reasons; ) {
    before = reasons;
    reasons = reasons.replaceAll(/ \([^()]*\)/g, '');
  }
  return reasons.split(', ').map(withoutPlural).sort();
}

/** `denied` and why, where Pod Security admission denied a pod; the whole outcome of anything else that is no success. */
export function deniedFor(answer: KubeAnswer): readonly string[] {
  if (answer.status === 201) return [];
  return ['denied', ...(inTreeReasons(outcome(answer)) ?? [outcome(answer)])];
}

/** The reasons of our findings with this action, one for each rule, in the same form. */
export function ourReasons(findings: readonly Finding[], action: Action): readonly string[] {
  const counted = findings.filter((finding) => finding.action === action);
  const byRule = new Map(counted.map(({ rule, reason = rule }) => [rule, withoutPlural(reason)]));
  return [...byRule.values()].sort();
}

/** The plural counts offenders, and not checks. */
export function withoutPlural(reason: string): string {
  return reason.replace(/^forbidden AppArmor profile(?:s|\(s\))$/, 'forbidden AppArmor profile');
}
