import type { WorkloadRule } from '../../../model/rule.ts';
import { pssAllowPrivilegeEscalation } from './pss-allow-privilege-escalation.ts';
import { pssAppArmorProfile } from './pss-app-armor-profile.ts';
import { pssCapabilitiesBaseline } from './pss-capabilities-baseline.ts';
import { pssCapabilitiesRestricted } from './pss-capabilities-restricted.ts';
import { pssHostNamespaces } from './pss-host-namespaces.ts';
import { pssHostPathVolumes } from './pss-host-path-volumes.ts';
import { pssHostPorts } from './pss-host-ports.ts';
import { pssHostProbesAndHostLifecycle } from './pss-host-probes-and-host-lifecycle.ts';
import { pssPrivileged } from './pss-privileged.ts';
import { pssProcMount } from './pss-proc-mount.ts';
import { pssProcMountRestricted } from './pss-proc-mount-restricted.ts';
import { pssRestrictedVolumes } from './pss-restricted-volumes.ts';
import { pssRunAsNonRoot } from './pss-run-as-non-root.ts';
import { pssRunAsUser } from './pss-run-as-user.ts';
import { pssSeLinuxOptions } from './pss-se-linux-options.ts';
import { pssSeccompProfileBaseline } from './pss-seccomp-profile-baseline.ts';
import { pssSeccompProfileRestricted } from './pss-seccomp-profile-restricted.ts';
import { pssSysctls } from './pss-sysctls.ts';
import { pssWindowsHostProcess } from './pss-windows-host-process.ts';

/** Rules about the Pod Security Standards: one file for each check of the standard. */
export const POD_SECURITY_RULES: readonly WorkloadRule[] = [
  pssAllowPrivilegeEscalation,
  pssAppArmorProfile,
  pssCapabilitiesBaseline,
  pssCapabilitiesRestricted,
  pssHostNamespaces,
  pssHostPathVolumes,
  pssHostPorts,
  pssHostProbesAndHostLifecycle,
  pssPrivileged,
  pssProcMount,
  pssProcMountRestricted,
  pssRestrictedVolumes,
  pssRunAsNonRoot,
  pssRunAsUser,
  pssSeLinuxOptions,
  pssSeccompProfileBaseline,
  pssSeccompProfileRestricted,
  pssSysctls,
  pssWindowsHostProcess,
];
