import type { WorkloadRule } from '../../../model/rule.ts';

/** Rules about the Pod Security Standards: one file for each check of the standard. */
export const POD_SECURITY_RULES: readonly WorkloadRule[] = [];
