import type { Report } from '../../../model/problem.ts';
import type { Check } from '../../../model/rule.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt } from '../shared/fields.ts';
import type { SecurityField } from '../shared/security-context.ts';

/** Who has a security context: one of the containers, or the pod itself, which is undefined. */
export type Holder = Container | undefined;

/** Hears what a field of a security context holds, where it is set. */
export type SecurityJudge = (value: unknown, holder: Holder, workload: Workload, report: Report) => void;

/** Shows `judge` the field of the pod's security context and of each container's own, without inheritance. */
export function judgeEachSecurityContext(field: string, judge: SecurityJudge): Check {
  return (workload, report) => {
    const podValue = fieldOf(workload.pod.securityContext, field);
    if (podValue !== undefined) judge(podValue, undefined, workload, report);
    for (const container of workload.containers) {
      const value = fieldOf(container.spec.securityContext, field);
      if (value !== undefined) judge(value, container, workload, report);
    }
  };
}

/** Reports a field of a security context. `fault` is the predicate of a sentence about its holder. */
export function reportSecurity(
  workload: Workload,
  holder: Holder,
  field: SecurityField,
  fault: string,
  report: Report,
): void {
  const who = holder === undefined ? 'the pod' : describeContainer(holder);
  const path = [...(holder?.path ?? workload.podPath), 'securityContext', ...field];
  report(problemAt(workload, path, `${who} ${fault}`));
}

/** Items of one list that are reported: it can be a whole request long, and one is enough to fail. */
const MAX_OFFENDERS = 20;
const NONE: readonly number[] = [];

/** The indices of the first items, at most 20, that are not allowed. */
export function offendersOf(items: readonly unknown[], isAllowed: (item: unknown) => boolean): readonly number[] {
  let found: number[] | undefined;
  for (let index = 0; index < items.length && (found?.length ?? 0) < MAX_OFFENDERS; index += 1) {
    if (isAllowed(items[index])) continue;
    found ??= [];
    found.push(index);
  }
  return found ?? NONE;
}
