import { refuseProcMounts } from '../shared/proc-mounts.ts';
import { sparingUserNamespaces } from './exemptions.ts';
import { podSecurityRule } from './pod-security-rule.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   procMount  undefined, Default
 * spec.hostUsers
 *   false: from 1.35 on nothing is asked
 */
export const pssProcMount = podSecurityRule({
  id: 'pss-proc-mount',
  check: 'procMount',
  level: 'baseline',
  since: 0,
  reason: 'procMount',
  summary: 'No container unmasks /proc, unless the pod has its own user namespace (baseline)',
  remediation: 'Remove securityContext.procMount or set it to Default.',
  compile: (minor) => sparingUserNamespaces(minor, refuseProcMounts),
});
