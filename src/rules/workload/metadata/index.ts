import type { WorkloadRule } from '../../../model/rule.ts';

/** Rules about names, labels and annotations. */
export const METADATA_RULES: readonly WorkloadRule[] = [];
