import type { Check } from '../../../model/rule.ts';
import { type Container, describeContainer } from '../../../model/workload.ts';
import { problemAt, stated } from './fields.ts';
import { ownSecurity, ownSecurityPath } from './security-context.ts';

/** What is asked of a field. */
export interface RequiredFlag {
  readonly field: string;
  readonly wanted: boolean;
  /** What the container can do otherwise, as the predicate of a sentence. */
  readonly danger: string;
  /** Whether `wanted` may be written into the container where the field is missing; default: never. */
  readonly remediable?: (container: Container) => boolean;
}

/** No process gains privileges: the kernel's no_new_privs. */
export const NO_ESCALATION: RequiredFlag = {
  field: 'allowPrivilegeEscalation',
  wanted: false,
  danger: 'lets its processes gain privileges',
};

/** Reports each container whose security context does not set the field to exactly what is wanted. */
export function requireSecurityFlag({ field, wanted, danger, remediable }: RequiredFlag): Check {
  const path = [field];
  return (workload, report) => {
    for (const container of workload.containers) {
      const value = ownSecurity(container, path);
      if (value === wanted) continue;
      const message = `${describeContainer(container)} ${danger}: it ${stated(field, value)}`;
      const remedy = remediable?.(container) ? wanted : undefined;
      report(problemAt(workload, ownSecurityPath(container, path), message, remedy));
    }
  };
}
