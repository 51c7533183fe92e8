import type { WorkloadRule } from '../../../model/rule.ts';
import { disallowPrivilegeEscalation } from './disallow-privilege-escalation.ts';
import { disallowPrivileged } from './disallow-privileged.ts';
import { dropAllCapabilities } from './drop-all-capabilities.ts';
import { readOnlyRootFilesystem } from './read-only-root-filesystem.ts';
import { runAsNonRoot } from './run-as-non-root.ts';

/** Rules about what a container may do beyond its own process: users, capabilities, privileges. */
export const PRIVILEGE_RULES: readonly WorkloadRule[] = [
  disallowPrivilegeEscalation,
  disallowPrivileged,
  dropAllCapabilities,
  readOnlyRootFilesystem,
  runAsNonRoot,
];
