import type { Check } from '../../../model/rule.ts';
import { reportSecurity } from '../shared/each-security-context.ts';
import { fieldOf } from '../shared/fields.ts';
import type { SecurityField } from '../shared/security-context.ts';

/**
 * Reports each container without the first field of `path` in its own security context, where the pod has none
 * either. A bad value of the pod is for another check: it is what to mend, and the silent containers follow.
 */
export function reportUnset(path: SecurityField, wanted: string): Check {
  const [field = ''] = path;
  return (workload, report) => {
    if (fieldOf(workload.pod.securityContext, field) !== undefined) return;
    for (const container of workload.containers) {
      if (fieldOf(container.spec.securityContext, field) !== undefined) continue;
      reportSecurity(workload, container, path, `must set ${wanted}, or the pod must`, report);
    }
  };
}
