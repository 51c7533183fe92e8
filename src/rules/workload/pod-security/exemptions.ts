import type { Check } from '../../../model/rule.ts';
import { exceptOnWindows } from '../shared/windows.ts';

const SPARES_WINDOWS_SINCE = 25;
const SPARES_USER_NAMESPACES_SINCE = 35;

/** From version 1.25 on, what only Linux knows is not asked of Windows pods. */
export function sparingWindows(minor: number, check: Check): Check {
  return minor < SPARES_WINDOWS_SINCE ? check : exceptOnWindows(check);
}

/** From version 1.35 on, pods with a user namespace of their own (KEP-127) may do what it makes harmless. */
export function sparingUserNamespaces(minor: number, check: Check): Check {
  if (minor < SPARES_USER_NAMESPACES_SINCE) return check;
  return (workload, report, surroundings) => {
    if (workload.pod.hostUsers !== false) check(workload, report, surroundings);
  };
}
