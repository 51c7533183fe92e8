import { CONTAINER_TYPES, refuseSeLinuxOptions } from '../shared/se-linux-options.ts';
import { podSecurityRule } from './pod-security-rule.ts';

/**
 * spec.securityContext.seLinuxOptions
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.seLinuxOptions
 *   type  undefined, "", container_t, container_init_t, container_kvm_t; from 1.31 on container_engine_t
 *   user  undefined, ""
 *   role  undefined, ""
 */
const ENGINE_TYPE = 'container_engine_t';
const ENGINE_TYPE_SINCE = 31;

export const pssSeLinuxOptions = podSecurityRule({
  id: 'pss-se-linux-options',
  check: 'seLinuxOptions',
  level: 'baseline',
  since: 0,
  reason: 'seLinuxOptions',
  summary: 'Neither the pod nor a container leaves the SELinux types of containers (baseline)',
  remediation: 'Remove user and role from seLinuxOptions, and use no other type than those of containers.',
  compile(minor) {
    const types = minor >= ENGINE_TYPE_SINCE ? CONTAINER_TYPES : CONTAINER_TYPES.filter((name) => name !== ENGINE_TYPE);
    return refuseSeLinuxOptions({ types, users: [], roles: [] });
  },
});
