import { refusePrivileged } from '../shared/privileged.ts';
import { podSecurityRule } from './pod-security-rule.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   privileged  undefined, false
 */
export const pssPrivileged = podSecurityRule({
  id: 'pss-privileged',
  check: 'privileged',
  level: 'baseline',
  since: 0,
  reason: 'privileged',
  summary: 'No container is privileged (baseline)',
  remediation: 'Remove securityContext.privileged from the container.',
  compile: () => refusePrivileged,
});
