import type { WorkloadRule } from '../../../model/rule.ts';

/** Rules about what keeps a workload up: replicas, spreading, disruption budgets. */
export const AVAILABILITY_RULES: readonly WorkloadRule[] = [];
