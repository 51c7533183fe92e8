import type { WorkloadRule } from '../../../model/rule.ts';
import { autoscalerMinimumReplicas } from './autoscaler-minimum-replicas.ts';
import { autoscalerRange } from './autoscaler-range.ts';
import { limitRevisionHistory } from './limit-revision-history.ts';
import { minimumReplicas } from './minimum-replicas.ts';
import { noFixedReplicasWithAutoscaler } from './no-fixed-replicas-with-autoscaler.ts';
import { podDisruptionBudgetAllowsEviction } from './pod-disruption-budget-allows-eviction.ts';
import { podDisruptionBudgetEvictsUnhealthy } from './pod-disruption-budget-evicts-unhealthy.ts';
import { podDisruptionBudgetFitsAutoscaler } from './pod-disruption-budget-fits-autoscaler.ts';
import { requireAntiAffinity } from './require-anti-affinity.ts';
import { requireCronJobLimits } from './require-cron-job-limits.ts';
import { requirePodDisruptionBudget } from './require-pod-disruption-budget.ts';
import { requireRollingUpdate } from './require-rolling-update.ts';
import { requireTopologySpread } from './require-topology-spread.ts';
import { restrictTerminationGracePeriod } from './restrict-termination-grace-period.ts';
import { selectorMatchesLabels } from './selector-matches-labels.ts';
import { statefulSetServiceExists } from './stateful-set-service-exists.ts';

/** Rules about what keeps a workload up: replicas, spreading, disruption budgets. */
export const AVAILABILITY_RULES: readonly WorkloadRule[] = [
  autoscalerMinimumReplicas,
  autoscalerRange,
  limitRevisionHistory,
  minimumReplicas,
  noFixedReplicasWithAutoscaler,
  podDisruptionBudgetAllowsEviction,
  podDisruptionBudgetEvictsUnhealthy,
  podDisruptionBudgetFitsAutoscaler,
  requireAntiAffinity,
  requireCronJobLimits,
  requirePodDisruptionBudget,
  requireRollingUpdate,
  requireTopologySpread,
  restrictTerminationGracePeriod,
  selectorMatchesLabels,
  statefulSetServiceExists,
];
