import type { WorkloadRule } from '../../../model/rule.ts';
import { denyExec } from './deny-exec.ts';

/** Rules about what is asked of running pods: exec, attach, port-forward, proxy. */
export const CONNECTION_RULES: readonly WorkloadRule[] = [denyExec];
