import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import { show } from '../shared/fields.ts';
import { hostPathCheck } from './host-path-check.ts';
import { checkHostPath, hostPathOf, readingsOf, relationOf } from './host-paths.ts';

/**
 * spec.volumes[*].hostPath
 *   path  none of the sensitive ones, none that lies under one and none that holds one
 */
const SENSITIVE = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/opt/bin',
  '/opt/cni',
  '/ostree',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/sys',
  '/sysroot',
  '/usr',
  '/var/lib/cni',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/docker',
  '/var/lib/etcd',
  '/var/lib/k0s',
  '/var/lib/kubelet',
  '/var/lib/rancher',
  '/var/run',
  '/var/snap/microk8s',
  '/var/spool/cron',
  'C:\\etc\\kubernetes',
  'C:\\Program Files',
  'C:\\Program Files (x86)',
  'C:\\ProgramData',
  'C:\\Users',
  'C:\\var\\lib\\kubelet',
  'C:\\Windows',
];

export const disallowSensitiveHostMounts = workloadRule<{ readonly paths?: readonly string[] }>({
  id: 'disallow-sensitive-host-mounts',
  severity: 'error',
  summary: 'No pod mounts a path through which it could take over its node',
  remediation: 'Mount only the directory that the program needs, outside of the paths of the system.',
  aliases: { kubeLinter: ['sensitive-host-mounts'] },
  options: record('Which paths are sensitive', {
    paths: optional(
      list(
        'Sensitive paths, in place of the default ones: those of the system, the kubelet, the container runtime and etcd',
        text('An absolute path of the node: /etc', { check: checkHostPath, examples: ['/etc', 'C:\\Windows'] }),
      ),
    ),
  }),
  compile({ paths = SENSITIVE }) {
    const sensitive = paths.map(hostPathOf);
    return hostPathCheck((path, onWindows) => {
      const readings = readingsOf(path, onWindows);
      for (const place of sensitive) {
        for (const reading of readings) {
          const relation = relationOf(reading, place);
          if (relation === 'is') return 'which is sensitive';
          if (relation !== undefined) return `which ${relation} the sensitive path ${show(place.text)}`;
        }
      }
      return undefined;
    });
  },
});
