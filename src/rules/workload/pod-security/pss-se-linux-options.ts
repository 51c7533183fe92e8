import { isObject } from '../../../model/json.ts';
import { fieldOf, show } from '../shared/fields.ts';
import { podSecurityRule } from '../shared/pod-security.ts';
import { judgeEachSecurityContext, reportSecurity } from './offenders.ts';

/**
 * spec.securityContext.seLinuxOptions
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.seLinuxOptions
 *   type  undefined, "", container_t, container_init_t, container_kvm_t; from 1.31 on container_engine_t
 *   user  undefined, ""
 *   role  undefined, ""
 */
const TYPES = [undefined, '', 'container_t', 'container_init_t', 'container_kvm_t'];
const ENGINE_TYPE = 'container_engine_t';
const ENGINE_TYPE_SINCE = 31;
const UNSET = new Set<unknown>([undefined, '']);

export const pssSeLinuxOptions = podSecurityRule({
  id: 'pss-se-linux-options',
  check: 'seLinuxOptions',
  level: 'baseline',
  since: 0,
  reason: 'seLinuxOptions',
  summary: 'Neither the pod nor a container leaves the SELinux types of containers (baseline)',
  remediation: 'Remove user and role from seLinuxOptions, and use no other type than those of containers.',
  compile(minor) {
    const types = new Set<unknown>(minor >= ENGINE_TYPE_SINCE ? [...TYPES, ENGINE_TYPE] : TYPES);
    const fields = [
      { field: 'type', allowed: types },
      { field: 'user', allowed: UNSET },
      { field: 'role', allowed: UNSET },
    ];
    return judgeEachSecurityContext('seLinuxOptions', (options, holder, workload, report) => {
      if (!isObject(options)) {
        const fault = `must not set seLinuxOptions: ${show(options)}`;
        reportSecurity(workload, holder, ['seLinuxOptions'], fault, report);
        return;
      }
      for (const { field, allowed } of fields) {
        const value = fieldOf(options, field);
        if (allowed.has(value)) continue;
        const fault = `must not set seLinuxOptions.${field}: ${show(value)}`;
        reportSecurity(workload, holder, ['seLinuxOptions', field], fault, report);
      }
    });
  },
});
