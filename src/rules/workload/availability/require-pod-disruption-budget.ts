import { type Surroundings, workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { problemAt } from '../shared/fields.ts';
import { asksForSeveral, replicasOf } from '../shared/replicas.ts';
import { autoscalersOf, maxReplicas } from './autoscalers.ts';
import { budgetsOver, POD_LABELS } from './disruption-budgets.ts';

/**
 * A PodDisruptionBudget (policy/v1) in the namespace whose spec.selector selects metadata.labels of the pod template,
 * for workloads whose spec.replicas, or spec.maxReplicas of whose HorizontalPodAutoscaler, is more than 1.
 */
export const requirePodDisruptionBudget = workloadRule({
  id: 'require-pod-disruption-budget',
  severity: 'warning',
  summary: 'Every workload with several replicas has a PodDisruptionBudget',
  remediation: 'Add a PodDisruptionBudget whose selector selects the labels of the pod template.',
  aliases: {
    polaris: ['missingPodDisruptionBudget'],
    kyverno: ['require-pdb'],
  },
  crossObject: true,
  options: record('No options', {}),
  compile() {
    return (workload, report, surroundings) => {
      if (!asksForSeveral(workload) && !mayGrow(workload, surroundings)) return;
      if (budgetsOver(workload, surroundings).length > 0) return;
      const message = `the ${workload.kind} has several replicas and no PodDisruptionBudget selects their labels`;
      report(problemAt(workload, [...workload.templatePath, ...POD_LABELS], message));
    };
  },
});

/** An autoscaler that does not say how far it goes counts. */
function mayGrow(workload: Workload, surroundings: Surroundings): boolean {
  if (replicasOf(workload) === 0) return false;
  for (const autoscaler of autoscalersOf(workload, surroundings)) if (maxReplicas(autoscaler) !== 1) return true;
  return false;
}
