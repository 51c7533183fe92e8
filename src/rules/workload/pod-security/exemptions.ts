import type { Check } from '../../../model/rule.ts';

const SPARES_WINDOWS_SINCE = 25;
const SPARES_USER_NAMESPACES_SINCE = 35;

/** From version 1.25 on, what only Linux knows is not asked of Windows pods: the API forbids it there. */
export function exceptOnWindows(minor: number, check: Check): Check {
  if (minor < SPARES_WINDOWS_SINCE) return check;
  return (workload, report, surroundings) => {
    if (!workload.windows) check(workload, report, surroundings);
  };
}

/** From version 1.35 on, pods with a user namespace of their own (KEP-127) may do what it makes harmless. */
export function exceptInUserNamespace(minor: number, check: Check): Check {
  if (minor < SPARES_USER_NAMESPACES_SINCE) return check;
  return (workload, report, surroundings) => {
    if (workload.pod.hostUsers !== false) check(workload, report, surroundings);
  };
}
