import type { FieldPath } from '../../../model/path.ts';
import type { Check } from '../../../model/rule.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, listOf, problemAt, show } from './fields.ts';
import { offendersOf } from './offenders.ts';

/** What the Pod Security Standards call safe, and from which minor version on. */
const SAFE_SINCE: readonly (readonly [minor: number, names: readonly string[]])[] = [
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

/** The sysctls that the Pod Security Standards call safe; default: in their newest version. */
export function safeSysctls(minor = Number.POSITIVE_INFINITY): readonly string[] {
  return SAFE_SINCE.flatMap(([since, names]) => (minor >= since ? names : []));
}

/** The sysctls that the pod sets. */
export function sysctlsOf({ pod }: Workload): readonly unknown[] {
  return listOf(fieldOf(pod.securityContext, 'sysctls'));
}

/** Reports each sysctl that the pod sets and whose name is not allowed. */
export function refuseSysctls(isAllowed: (name: unknown) => boolean): Check {
  const isGood = (sysctl: unknown) => isAllowed(fieldOf(sysctl, 'name'));
  return (workload, report) => {
    const sysctls = sysctlsOf(workload);
    for (const index of offendersOf(sysctls, isGood)) {
      const message = `the pod sets ${describeSysctl(sysctls[index])}, which is not allowed`;
      report(problemAt(workload, sysctlPath(workload, index, 'name'), message));
    }
  };
}

/** How messages name a sysctl. */
export function describeSysctl(sysctl: unknown): string {
  const name = fieldOf(sysctl, 'name');
  return name === undefined ? 'a sysctl without a name' : `the sysctl ${show(name, 256)}`;
}

/** Where a field of a sysctl is. */
export function sysctlPath({ podPath }: Workload, index: number, field: 'name' | 'value'): FieldPath {
  return [...podPath, 'securityContext', 'sysctls', index, field];
}
