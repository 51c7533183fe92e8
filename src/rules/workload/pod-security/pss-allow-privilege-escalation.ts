import { NO_ESCALATION, requireSecurityFlag } from '../shared/required-flag.ts';
import { sparingWindows } from './exemptions.ts';
import { podSecurityRule } from './pod-security-rule.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   allowPrivilegeEscalation  false
 * spec.os.name
 *   windows: from 1.25 on nothing is asked
 */
export const pssAllowPrivilegeEscalation = podSecurityRule({
  id: 'pss-allow-privilege-escalation',
  check: 'allowPrivilegeEscalation',
  level: 'restricted',
  since: 8,
  reason: 'allowPrivilegeEscalation != false',
  summary: 'Every container sets allowPrivilegeEscalation: false (restricted)',
  remediation: 'Set securityContext.allowPrivilegeEscalation: false on every container.',
  compile: (minor) => sparingWindows(minor, requireSecurityFlag(NO_ESCALATION)),
});
