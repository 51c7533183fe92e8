import type { WorkloadRule } from '../../../model/rule.ts';
import { disallowBarePods } from './disallow-bare-pods.ts';
import { requireActiveDeadline } from './require-active-deadline.ts';
import { requireJobTtl } from './require-job-ttl.ts';
import { requireNodeAffinity } from './require-node-affinity.ts';
import { requirePriorityClass } from './require-priority-class.ts';
import { requireRestartPolicy } from './require-restart-policy.ts';
import { restrictControlPlaneScheduling } from './restrict-control-plane-scheduling.ts';
import { restrictNodeSelection } from './restrict-node-selection.ts';
import { restrictRuntimeClass } from './restrict-runtime-class.ts';
import { restrictScheduler } from './restrict-scheduler.ts';

/** Rules about where and when a pod runs. */
export const SCHEDULING_RULES: readonly WorkloadRule[] = [
  disallowBarePods,
  requireActiveDeadline,
  requireJobTtl,
  requireNodeAffinity,
  requirePriorityClass,
  requireRestartPolicy,
  restrictControlPlaneScheduling,
  restrictNodeSelection,
  restrictRuntimeClass,
  restrictScheduler,
];
