import type { Check } from '../../../model/rule.ts';
import { type Container, describeContainer } from '../../../model/workload.ts';
import { problemAt, stated } from './fields.ts';
import { ownSecurity, ownSecurityPath } from './security-context.ts';

/**
 * Reports each container whose security context does not set `field` to exactly `wanted`. Windows pods
 * pass: the API forbids the Linux fields there, and the kubelet holds the pod to its `spec.os`.
 */
export function requireSecurityFlag(options: {
  readonly field: string;
  readonly wanted: boolean;
  /** What the container can do otherwise, as the predicate of a sentence. */
  readonly danger: string;
  /** Whether `wanted` may be written into the container where the field is missing. */
  readonly remediable: (container: Container) => boolean;
}): Check {
  const { field, wanted, danger, remediable } = options;
  const path = [field];
  return (workload, report) => {
    if (workload.windows) return;
    for (const container of workload.containers) {
      const value = ownSecurity(container, path);
      if (value === wanted) continue;
      const message = `${describeContainer(container)} ${danger}: it ${stated(field, value)}`;
      const remedy = remediable(container) ? wanted : undefined;
      report(problemAt(workload, ownSecurityPath(container, path), message, remedy));
    }
  };
}
