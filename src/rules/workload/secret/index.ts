import type { WorkloadRule } from '../../../model/rule.ts';

/** Rules about secrets in the environment and elsewhere. */
export const SECRET_RULES: readonly WorkloadRule[] = [];
