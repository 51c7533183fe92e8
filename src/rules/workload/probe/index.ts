import type { WorkloadRule } from '../../../model/rule.ts';
import { requireProbes } from './require-probes.ts';

/** Rules about probes. */
export const PROBE_RULES: readonly WorkloadRule[] = [requireProbes];
