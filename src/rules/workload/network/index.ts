import type { WorkloadRule } from '../../../model/rule.ts';

/** Rules about ports, DNS and network policies. */
export const NETWORK_RULES: readonly WorkloadRule[] = [];
