import type { JsonObject } from '../../../model/json.ts';
import { type Surroundings, workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { isWholeNumber } from '../shared/whole-number.ts';
import { autoscalersOf, describeAutoscaler, minReplicas } from './autoscalers.ts';
import { budgetsOver, describeBudget, POD_LABELS, podsUnder } from './disruption-budgets.ts';
import { readIntOrPercent, roundedUp } from './int-or-percent.ts';

/**
 * spec.minAvailable of every PodDisruptionBudget (policy/v1) over a workload with a HorizontalPodAutoscaler
 *   undefined, or less than the pods that are left at spec.minReplicas of the autoscaler (absent means 1)
 */
export const podDisruptionBudgetFitsAutoscaler = workloadRule({
  id: 'pod-disruption-budget-fits-autoscaler',
  severity: 'warning',
  summary: 'No PodDisruptionBudget wants as many pods as an autoscaler may leave',
  remediation: 'Raise minReplicas of the HorizontalPodAutoscaler, or set maxUnavailable in place of minAvailable.',
  aliases: { polaris: ['pdbMinAvailableGreaterThanHPAMinReplicas'] },
  crossObject: true,
  options: record('No options', {}),
  compile() {
    return (workload, report, surroundings) => {
      const [autoscaler] = autoscalersOf(workload, surroundings);
      if (autoscaler === undefined) return;
      for (const budget of budgetsOver(workload, surroundings)) {
        const flaw = flawOf(budget, autoscaler, workload, surroundings);
        if (flaw === undefined) continue;
        const message = `the ${workload.kind} has pods under ${describeBudget(budget)}, which ${flaw}`;
        report(problemAt(workload, [...workload.templatePath, ...POD_LABELS], message));
      }
    };
  },
});

function flawOf(
  budget: JsonObject,
  autoscaler: JsonObject,
  workload: Workload,
  surroundings: Surroundings,
): string | undefined {
  const written = fieldOf(budget.spec, 'minAvailable');
  if (written === undefined) return undefined;
  const said = `sets minAvailable: ${show(written)}`;
  const wanted = readIntOrPercent(written);
  if (wanted === undefined) return `${said}, and that is neither a number of pods nor a percentage`;
  if (wanted.value === 0) return undefined;
  const own = minReplicas(autoscaler);
  if (!isWholeNumber(own)) return `${said}, and ${describeAutoscaler(autoscaler)} has minReplicas: ${show(own)}`;
  const pods = podsUnder(budget, workload, surroundings, 'fewest');
  if (pods === undefined || roundedUp(wanted, pods) < pods) return undefined;
  const left = `${describeAutoscaler(autoscaler)} may leave it ${pods} ${pods === 1 ? 'pod' : 'pods'}`;
  return `${said}, and ${left}, of which none could be evicted`;
}
