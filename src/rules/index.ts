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

/** Rules that belong together, under the title that readers see. */
export interface RuleTopic {
  readonly title: string;
  readonly rules: readonly WorkloadRule[];
}

/** Every built-in rule over workloads, by topic. */
export const RULE_TOPICS: readonly RuleTopic[] = [
  { title: 'Users, privileges and capabilities', rules: PRIVILEGE_RULES },
  { title: 'What a pod shares with its node', rules: HOST_RULES },
  { title: 'Service accounts', rules: IDENTITY_RULES },
  { title: 'Images', rules: IMAGE_RULES },
  { title: 'CPU, memory and devices', rules: RESOURCE_RULES },
  { title: 'Probes', rules: PROBE_RULES },
  { title: 'Availability', rules: AVAILABILITY_RULES },
  { title: 'Scheduling and jobs', rules: SCHEDULING_RULES },
  { title: 'Networking', rules: NETWORK_RULES },
  { title: 'Secrets and environment variables', rules: SECRET_RULES },
  { title: 'Names, labels and versions', rules: METADATA_RULES },
  { title: 'Requests to running pods', rules: CONNECTION_RULES },
  { title: 'Pod Security Standards, to the letter', rules: POD_SECURITY_RULES },
];

/** Every built-in rule over workloads, by id in alphabetical order. */
export const WORKLOAD_RULES: readonly WorkloadRule[] = RULE_TOPICS.flatMap(({ rules }) => rules).sort((one, other) =>
  one.id < other.id ? -1 : 1,
);
