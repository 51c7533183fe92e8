import type { Check } from '../../../model/rule.ts';
import { judgeEachSecurityContext, reportSecurity } from '../shared/each-security-context.ts';
import { fieldOf, show } from '../shared/fields.ts';
import { isConfiningType } from '../shared/security-profile.ts';

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
