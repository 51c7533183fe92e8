import type { WorkloadRule } from '../../../model/rule.ts';

/** Rules about service accounts and their tokens. */
export const IDENTITY_RULES: readonly WorkloadRule[] = [];
