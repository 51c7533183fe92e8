import type { WorkloadRule } from '../model/rule.ts';
import { allowedRegistries } from './workload/allowed-registries.ts';
import { disallowLatestTag } from './workload/disallow-latest-tag.ts';
import { disallowPrivilegeEscalation } from './workload/disallow-privilege-escalation.ts';
import { disallowPrivileged } from './workload/disallow-privileged.ts';
import { dropAllCapabilities } from './workload/drop-all-capabilities.ts';
import { pinImageDigest } from './workload/pin-image-digest.ts';
import { readOnlyRootFilesystem } from './workload/read-only-root-filesystem.ts';
import { requireProbes } from './workload/require-probes.ts';
import { requireResources } from './workload/require-resources.ts';
import { runAsNonRoot } from './workload/run-as-non-root.ts';

/** Every built-in rule over workloads, by id in alphabetical order. */
export const WORKLOAD_RULES: readonly WorkloadRule[] = [
  allowedRegistries,
  disallowLatestTag,
  disallowPrivilegeEscalation,
  disallowPrivileged,
  dropAllCapabilities,
  pinImageDigest,
  readOnlyRootFilesystem,
  requireProbes,
  requireResources,
  runAsNonRoot,
];
