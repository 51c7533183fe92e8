import type { WorkloadRule } from '../../../model/rule.ts';
import { requireResources } from './require-resources.ts';

/** Rules about CPU, memory, storage and devices. */
export const RESOURCE_RULES: readonly WorkloadRule[] = [requireResources];
