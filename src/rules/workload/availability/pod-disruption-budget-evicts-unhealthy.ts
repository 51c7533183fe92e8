import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { fieldOf, problemAt, stated } from '../shared/fields.ts';
import { budgetsOver, describeBudget, POD_LABELS } from './disruption-budgets.ts';

/**
 * spec of every PodDisruptionBudget (policy/v1) whose selector selects the pods
 *   unhealthyPodEvictionPolicy  AlwaysAllow (KEP-3017); absent means IfHealthyBudget
 */
const FIELD = 'unhealthyPodEvictionPolicy';

export const podDisruptionBudgetEvictsUnhealthy = workloadRule({
  id: 'pod-disruption-budget-evicts-unhealthy',
  severity: 'info',
  summary: 'Every PodDisruptionBudget lets pods go that are not ready',
  remediation: 'Set unhealthyPodEvictionPolicy: AlwaysAllow in the PodDisruptionBudget.',
  aliases: { kubeLinter: ['pdb-unhealthy-pod-eviction-policy'] },
  crossObject: true,
  options: record('No options', {}),
  compile() {
    return (workload, report, surroundings) => {
      for (const budget of budgetsOver(workload, surroundings)) {
        const policy = fieldOf(budget.spec, FIELD);
        if (policy === 'AlwaysAllow') continue;
        const said = `${describeBudget(budget)}, which ${stated(FIELD, policy)}`;
        const message = `the ${workload.kind} has pods under ${said}: while they fail, they may block a node drain`;
        report(problemAt(workload, [...workload.templatePath, ...POD_LABELS], message));
      }
    };
  },
});
