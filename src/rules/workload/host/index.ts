import type { WorkloadRule } from '../../../model/rule.ts';

/** Rules about what a pod may share with its node: namespaces, paths, ports, kernel settings, volumes. */
export const HOST_RULES: readonly WorkloadRule[] = [];
