import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import type { Container } from '../../../model/workload.ts';
import { MUTATE } from '../shared/mutate-option.ts';
import { NO_ESCALATION, requireSecurityFlag } from '../shared/required-flag.ts';
import { ownSecurity } from '../shared/security-context.ts';
import { exceptOnWindows } from '../shared/windows.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   allowPrivilegeEscalation  false
 */
export const disallowPrivilegeEscalation = workloadRule<{ readonly mutate?: boolean }>({
  id: 'disallow-privilege-escalation',
  severity: 'error',
  summary: 'No process may gain more privileges than the one that started it',
  remediation: 'Set securityContext.allowPrivilegeEscalation: false on the container.',
  aliases: {
    kubeLinter: ['privilege-escalation-container'],
    polaris: ['privilegeEscalationAllowed'],
    kyverno: ['disallow-privilege-escalation'],
    pss: ['allowPrivilegeEscalation'],
  },
  options: record('How to treat a missing field', { mutate: MUTATE }),
  compile({ mutate = false }) {
    const remediable = (container: Container) => mutate && !isPrivilegedByDesign(container);
    return exceptOnWindows(requireSecurityFlag({ ...NO_ESCALATION, remediable }));
  },
});

/** The API refuses `allowPrivilegeEscalation: false` beside these (core/v1 validation of SecurityContext). */
function isPrivilegedByDesign(container: Container): boolean {
  const added = ownSecurity(container, ['capabilities', 'add']);
  return ownSecurity(container, ['privileged']) === true || (Array.isArray(added) && added.includes('CAP_SYS_ADMIN'));
}
