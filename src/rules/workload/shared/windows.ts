import type { Check } from '../../../model/rule.ts';

/** Asks nothing of Windows pods: the API forbids the Linux fields there, and the kubelet holds pods to `spec.os`. */
export function exceptOnWindows(check: Check): Check {
  return (workload, report, surroundings) => {
    if (!workload.windows) check(workload, report, surroundings);
  };
}
