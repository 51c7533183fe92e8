import type { Check } from '../../../model/rule.ts';
import { show } from '../shared/fields.ts';
import { podSecurityRule } from '../shared/pod-security.ts';
import { ownSecurity } from '../shared/security-context.ts';
import { exceptOnWindows } from './exemptions.ts';
import { reportSecurity } from './offenders.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   allowPrivilegeEscalation  false
 * spec.os.name
 *   windows: from 1.25 on nothing is asked
 */
const ESCALATION = ['allowPrivilegeEscalation'];

const judge: Check = (workload, report) => {
  for (const container of workload.containers) {
    const value = ownSecurity(container, ESCALATION);
    if (value === false) continue;
    const written = value === undefined ? '' : `, not ${show(value)}`;
    const fault = `must set allowPrivilegeEscalation: false${written}`;
    reportSecurity(workload, container, ESCALATION, fault, report);
  }
};

export const pssAllowPrivilegeEscalation = podSecurityRule({
  id: 'pss-allow-privilege-escalation',
  check: 'allowPrivilegeEscalation',
  level: 'restricted',
  since: 8,
  reason: 'allowPrivilegeEscalation != false',
  summary: 'Every container sets allowPrivilegeEscalation: false (restricted)',
  remediation: 'Set securityContext.allowPrivilegeEscalation: false on every container.',
  compile: (minor) => exceptOnWindows(minor, judge),
});
