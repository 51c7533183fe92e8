import type { JsonObject } from '../../../model/json.ts';
import type { Surroundings } from '../../../model/rule.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, nameOf, show } from '../shared/fields.ts';
import { isEmptySelector, type Labels, podLabels, selects } from '../shared/label-selection.ts';
import { isBuiltIn, isMade, replicasOf } from '../shared/replicas.ts';
import { isWholeNumber } from '../shared/whole-number.ts';
import { autoscalersOf, maxReplicas, minReplicas } from './autoscalers.ts';

const NONE: readonly JsonObject[] = [];

/** From the pod template: what budgets select by, and so where problems with them are reported. */
export const POD_LABELS = ['metadata', 'labels'];

/** The PodDisruptionBudgets among the files that select the pods of the workload. */
export function budgetsOver(workload: Workload, surroundings: Surroundings): readonly JsonObject[] {
  const candidates = surroundings.objects('policy', 'PodDisruptionBudget', workload.namespace);
  if (candidates.length === 0) return NONE;
  const labels = podLabels(workload);
  return candidates.filter((budget) => covers(budget, labels));
}

/** policy/v1: an empty selector selects every pod of the namespace, an absent one none; in v1beta1 neither does. */
function covers(budget: JsonObject, labels: Labels): boolean {
  const selector = fieldOf(budget.spec, 'selector');
  if (budget.apiVersion === 'policy/v1beta1' && isEmptySelector(selector)) return false;
  return selects(selector, labels);
}

/**
 * How many pods a budget is over, as far as the files say: at the `fewest` or the `most` that autoscalers may choose.
 * Undefined where there is a workload among them whose number of pods is not in the files.
 */
export function podsUnder(
  budget: JsonObject,
  { namespace }: Workload,
  surroundings: Surroundings,
  bound: 'fewest' | 'most',
): number | undefined {
  let total = 0;
  for (const workload of surroundings.workloads(namespace)) {
    if (workload.holds !== 'pod' || isMade(workload) || !covers(budget, podLabels(workload))) continue;
    const pods = podsOf(workload, surroundings, bound);
    if (pods === undefined) return undefined;
    total += pods;
  }
  return total;
}

function podsOf(workload: Workload, surroundings: Surroundings, bound: 'fewest' | 'most'): number | undefined {
  const [autoscaler] = autoscalersOf(workload, surroundings);
  const size = bound === 'fewest' ? minReplicas : maxReplicas;
  const pods = autoscaler === undefined ? ownPods(workload) : size(autoscaler);
  return isWholeNumber(pods) ? pods : undefined;
}

function ownPods(workload: Workload): unknown {
  return workload.kind === 'Pod' && isBuiltIn(workload) ? 1 : replicasOf(workload);
}

/** How messages name it. */
export function describeBudget(budget: JsonObject): string {
  return `PodDisruptionBudget ${show(nameOf(budget) ?? '')}`;
}
