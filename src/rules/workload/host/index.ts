import type { WorkloadRule } from '../../../model/rule.ts';
import { disallowHostNamespaces } from './disallow-host-namespaces.ts';
import { disallowHostPorts } from './disallow-host-ports.ts';
import { disallowMountPropagation } from './disallow-mount-propagation.ts';
import { disallowProbeHosts } from './disallow-probe-hosts.ts';
import { disallowProcMount } from './disallow-proc-mount.ts';
import { disallowRuntimeSocket } from './disallow-runtime-socket.ts';
import { disallowSensitiveHostMounts } from './disallow-sensitive-host-mounts.ts';
import { disallowWindowsHostProcess } from './disallow-windows-host-process.ts';
import { readOnlyHostPath } from './read-only-host-path.ts';
import { restrictCsiDrivers } from './restrict-csi-drivers.ts';
import { restrictHostPath } from './restrict-host-path.ts';
import { restrictSysctls } from './restrict-sysctls.ts';
import { restrictVolumeTypes } from './restrict-volume-types.ts';

/** Rules about what a pod may share with its node: namespaces, paths, ports, kernel settings, volumes. */
export const HOST_RULES: readonly WorkloadRule[] = [
  disallowHostNamespaces,
  disallowHostPorts,
  disallowMountPropagation,
  disallowProbeHosts,
  disallowProcMount,
  disallowRuntimeSocket,
  disallowSensitiveHostMounts,
  disallowWindowsHostProcess,
  readOnlyHostPath,
  restrictCsiDrivers,
  restrictHostPath,
  restrictSysctls,
  restrictVolumeTypes,
];
