import type { WorkloadRule } from '../../../model/rule.ts';

/** Rules about where and when a pod runs. */
export const SCHEDULING_RULES: readonly WorkloadRule[] = [];
