import type { Report } from '../../../model/problem.ts';
import type { Check } from '../../../model/rule.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt } from './fields.ts';
import type { SecurityField } from './security-context.ts';

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
