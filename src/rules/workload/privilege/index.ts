import type { WorkloadRule } from '../../../model/rule.ts';
import { disallowEphemeralContainers } from './disallow-ephemeral-containers.ts';
import { disallowPrivilegeEscalation } from './disallow-privilege-escalation.ts';
import { disallowPrivileged } from './disallow-privileged.ts';
import { disallowSharedProcessNamespace } from './disallow-shared-process-namespace.ts';
import { dropAllCapabilities } from './drop-all-capabilities.ts';
import { dropNetRaw } from './drop-net-raw.ts';
import { readOnlyRootFilesystem } from './read-only-root-filesystem.ts';
import { requireLinuxHardening } from './require-linux-hardening.ts';
import { requireNonRootGroups } from './require-non-root-groups.ts';
import { requireSeccompProfile } from './require-seccomp-profile.ts';
import { requireUserNamespaces } from './require-user-namespaces.ts';
import { restrictAppArmor } from './restrict-app-armor.ts';
import { restrictCapabilities } from './restrict-capabilities.ts';
import { restrictSeLinux } from './restrict-se-linux.ts';
import { restrictUserIds } from './restrict-user-ids.ts';
import { runAsNonRoot } from './run-as-non-root.ts';
import { uniqueUserIds } from './unique-user-ids.ts';

/** Rules about what a container may do beyond its own process: users, capabilities, privileges. */
export const PRIVILEGE_RULES: readonly WorkloadRule[] = [
  disallowEphemeralContainers,
  disallowPrivilegeEscalation,
  disallowPrivileged,
  disallowSharedProcessNamespace,
  dropAllCapabilities,
  dropNetRaw,
  readOnlyRootFilesystem,
  requireLinuxHardening,
  requireNonRootGroups,
  requireSeccompProfile,
  requireUserNamespaces,
  restrictAppArmor,
  restrictCapabilities,
  restrictSeLinux,
  restrictUserIds,
  runAsNonRoot,
  uniqueUserIds,
];
