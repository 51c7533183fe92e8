import type { WorkloadRule } from '../model/rule.ts';
import { AVAILABILITY_RULES } from './workload/availability/index.ts';
import { CONNECTION_RULES } from './workload/connection/index.ts';
import { HOST_RULES } from './workload/host/index.ts';
import { IDENTITY_RULES } from './workload/identity/index.ts';
import { IMAGE_RULES } from './workload/image/index.ts';
import { METADATA_RULES } from './workload/metadata/index.ts';
import { NETWORK_RULES } from './workload/network/index.ts';
import { POD_SECURITY_RULES } from './workload/pod-security/index.ts';
import { PRIVILEGE_RULES } from './workload/privilege/index.ts';
import { PROBE_RULES } from './workload/probe/index.ts';
import { RESOURCE_RULES } from './workload/resource/index.ts';
import { SCHEDULING_RULES } from './workload/scheduling/index.ts';
import { SECRET_RULES } from './workload/secret/index.ts';

/** Every built-in rule over workloads, by id in alphabetical order. */
export const WORKLOAD_RULES: readonly WorkloadRule[] = [
  ...AVAILABILITY_RULES,
  ...CONNECTION_RULES,
  ...HOST_RULES,
  ...IDENTITY_RULES,
  ...IMAGE_RULES,
  ...METADATA_RULES,
  ...NETWORK_RULES,
  ...POD_SECURITY_RULES,
  ...PRIVILEGE_RULES,
  ...PROBE_RULES,
  ...RESOURCE_RULES,
  ...SCHEDULING_RULES,
  ...SECRET_RULES,
].sort((one, other) => (one.id < other.id ? -1 : 1));
