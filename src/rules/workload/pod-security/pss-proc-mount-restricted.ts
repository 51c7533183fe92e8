import { refuseProcMounts } from '../shared/proc-mounts.ts';
import { podSecurityRule } from './pod-security-rule.ts';
import { pssProcMount } from './pss-proc-mount.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   procMount  undefined, Default
 */
export const pssProcMountRestricted = podSecurityRule({
  id: 'pss-proc-mount-restricted',
  check: 'procMount_restricted',
  level: 'restricted',
  since: 35,
  overrides: pssProcMount,
  reason: 'procMount',
  summary: 'No container unmasks /proc, whatever its user namespace (restricted)',
  remediation: 'Remove securityContext.procMount or set it to Default.',
  compile: () => refuseProcMounts,
});
