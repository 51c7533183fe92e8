import type { JsonObject } from '../../../model/json.ts';
import { type Surroundings, workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { isBuiltIn } from '../shared/replicas.ts';
import { budgetsOver, describeBudget, POD_LABELS, podsUnder } from './disruption-budgets.ts';
import { readIntOrPercent, roundedUp } from './int-or-percent.ts';

/**
 * spec of every PodDisruptionBudget (policy/v1) whose selector selects the pods; there may be one alone
 *   maxUnavailable  a number or percentage above 0
 *   minAvailable    less than 100%, and less than all pods that the budget is over
 * Exactly one of both must be set: without any the controller allows no eviction, and the API server refuses both. Pods of a Job or DaemonSet, and pods by themselves, can only have a number as minAvailable.
 */
export const podDisruptionBudgetAllowsEviction = workloadRule({
  id: 'pod-disruption-budget-allows-eviction',
  severity: 'warning',
  summary: 'Every PodDisruptionBudget lets at least one pod go',
  remediation: 'Set maxUnavailable to 1 or more in the PodDisruptionBudget, or minAvailable below the number of pods.',
  aliases: {
    kubeLinter: ['pdb-max-unavailable', 'pdb-min-available'],
    polaris: ['pdbDisruptionsIsZero'],
    kyverno: ['pdb-maxunavailable', 'pdb-minavailable'],
  },
  crossObject: true,
  options: record('No options', {}),
  compile() {
    return (workload, report, surroundings) => {
      const budgets = budgetsOver(workload, surroundings);
      const path = [...workload.templatePath, ...POD_LABELS];
      for (const budget of budgets) {
        const flaw = flawOf(budget, workload, surroundings);
        if (flaw === undefined) continue;
        report(
          problemAt(workload, path, `the ${workload.kind} has pods under ${describeBudget(budget)}, which ${flaw}`),
        );
      }
      const [first, second] = budgets;
      if (first === undefined || second === undefined) return;
      const both = `${describeBudget(first)} and ${describeBudget(second)}`;
      const message = `the ${workload.kind} has pods under ${both}: pods under more than one cannot be evicted`;
      report(problemAt(workload, path, message));
    };
  },
});

/** Kinds without a scale: the disruption controller cannot tell how many pods there should be. */
const SCALELESS: ReadonlySet<string> = new Set(['Pod', 'Job', 'CronJob', 'DaemonSet']);

/** Why the budget never lets a pod go; undefined when it does. */
function flawOf(budget: JsonObject, workload: Workload, surroundings: Surroundings): string | undefined {
  const maxUnavailable = fieldOf(budget.spec, 'maxUnavailable');
  const minAvailable = fieldOf(budget.spec, 'minAvailable');
  if (maxUnavailable === undefined && minAvailable === undefined) return 'sets neither maxUnavailable nor minAvailable';
  if (maxUnavailable !== undefined && minAvailable !== undefined) return 'sets both maxUnavailable and minAvailable';
  return minAvailable === undefined
    ? maxUnavailableFlaw(maxUnavailable, workload)
    : minAvailableFlaw(minAvailable, budget, workload, surroundings);
}

const UNREADABLE = 'and that is neither a number of pods nor a percentage';
const NO_SCALE = 'and that needs a controller with replicas';

function maxUnavailableFlaw(written: unknown, workload: Workload): string | undefined {
  const said = `sets maxUnavailable: ${show(written)}`;
  const limit = readIntOrPercent(written);
  if (limit === undefined) return `${said}, ${UNREADABLE}`;
  if (limit.value === 0) return `${said}, so that none may be evicted`;
  return isScaleless(workload) ? `${said}, ${NO_SCALE}` : undefined;
}

function minAvailableFlaw(
  written: unknown,
  budget: JsonObject,
  workload: Workload,
  surroundings: Surroundings,
): string | undefined {
  const said = `sets minAvailable: ${show(written)}`;
  const limit = readIntOrPercent(written);
  if (limit === undefined) return `${said}, ${UNREADABLE}`;
  if (limit.percent && limit.value >= 100) return `${said}, so that none may be evicted`;
  if (limit.percent && isScaleless(workload)) return `${said}, ${NO_SCALE}`;
  const pods = podsUnder(budget, workload, surroundings, 'most');
  if (pods === undefined || pods === 0 || roundedUp(limit, pods) < pods) return undefined;
  return `${said} and is over ${pods} ${pods === 1 ? 'pod' : 'pods'}, so that none may be evicted`;
}

function isScaleless(workload: Workload): boolean {
  return SCALELESS.has(workload.kind) && isBuiltIn(workload);
}
