import type { Check } from '../../../model/rule.ts';
import { fieldOf, show } from '../shared/fields.ts';
import { judgeEachSecurityContext, reportSecurity } from './offenders.ts';

/** Every other type, above all Unconfined, takes the profile away (core/v1 SeccompProfile, AppArmorProfile). */
const CONFINING_TYPES = new Set<unknown>(['RuntimeDefault', 'Localhost']);

/** True for the types of profile that confine a process. */
export function isConfiningType(type: unknown): boolean {
  return CONFINING_TYPES.has(type);
}

/** Reports each profile, of the pod or of a container, that is there and whose type is not a confining one. */
export function refuseBadProfiles(field: 'seccompProfile' | 'appArmorProfile'): Check {
  const path = [field, 'type'];
  return judgeEachSecurityContext(field, (profile, holder, workload, report) => {
    const type = fieldOf(profile, 'type');
    if (isConfiningType(type)) return;
    const fault = type === undefined ? `${field} without a type` : `${field}.type: ${show(type)}`;
    reportSecurity(workload, holder, path, `must not set ${fault}`, report);
  });
}
