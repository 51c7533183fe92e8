import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { podSecurityRule } from '../shared/pod-security.ts';
import { offendersOf } from './offenders.ts';

/**
 * spec.securityContext.sysctls[*]
 *   name  a name from the lists below, up to the version of the standard
 */
export const ALLOWED_SINCE: readonly (readonly [minor: number, names: readonly string[]])[] = [
  [
    0,
    [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.ip_unprivileged_port_start',
      'net.ipv4.ping_group_range',
      'net.ipv4.tcp_syncookies',
    ],
  ],
  [27, ['net.ipv4.ip_local_reserved_ports']],
  [
    29,
    [
      'net.ipv4.tcp_fin_timeout',
      'net.ipv4.tcp_keepalive_intvl',
      'net.ipv4.tcp_keepalive_probes',
      'net.ipv4.tcp_keepalive_time',
    ],
  ],
  [32, ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
  [37, ['net.ipv4.tcp_notsent_lowat', 'net.ipv4.tcp_slow_start_after_idle']],
];

export const pssSysctls = podSecurityRule({
  id: 'pss-sysctls',
  check: 'sysctls',
  level: 'baseline',
  since: 0,
  reason: 'forbidden sysctls',
  summary: 'The pod sets only safe sysctls (baseline)',
  remediation: 'Remove the sysctl from securityContext.sysctls, or have it set on the node.',
  compile(minor) {
    const allowed = new Set<unknown>(ALLOWED_SINCE.flatMap(([since, names]) => (minor >= since ? names : [])));
    const isAllowed = (sysctl: unknown) => allowed.has(fieldOf(sysctl, 'name'));
    return (workload, report) => {
      const sysctls = fieldOf(workload.pod.securityContext, 'sysctls');
      if (sysctls === undefined) return;
      const path = [...workload.podPath, 'securityContext', 'sysctls'];
      if (!Array.isArray(sysctls)) {
        report(problemAt(workload, path, `the pod must not set sysctls: ${show(sysctls)}`));
        return;
      }
      for (const index of offendersOf(sysctls, isAllowed)) {
        const name = fieldOf(sysctls[index], 'name') ?? '';
        report(problemAt(workload, [...path, index, 'name'], `the pod must not set the sysctl ${show(name)}`));
      }
    };
  },
});
