import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { problemAt, show, stated } from '../shared/fields.ts';
import { isWholeNumber } from '../shared/whole-number.ts';
import { autoscalersOf, describeAutoscaler, maxReplicas, minReplicas } from './autoscalers.ts';

/**
 * spec of every HorizontalPodAutoscaler (autoscaling/v1, v2) whose scaleTargetRef names the workload
 *   maxReplicas  a whole number above minReplicas (absent means 1)
 */
export const autoscalerRange = workloadRule({
  id: 'autoscaler-range',
  severity: 'warning',
  summary: 'Every autoscaler has room to scale',
  remediation: 'Set maxReplicas of the HorizontalPodAutoscaler above minReplicas.',
  aliases: { polaris: ['hpaMaxAvailability'] },
  crossObject: true,
  options: record('No options', {}),
  compile() {
    return (workload, report, surroundings) => {
      for (const autoscaler of autoscalersOf(workload, surroundings)) {
        const min = minReplicas(autoscaler);
        const max = maxReplicas(autoscaler);
        if (isWholeNumber(min) && isWholeNumber(max, min + 1)) continue;
        const said = `${describeAutoscaler(autoscaler)}, which ${stated('maxReplicas', max)}`;
        const message = `the ${workload.kind} is scaled by ${said}: it must be a whole number above minReplicas, which is ${show(min)}`;
        report(problemAt(workload, ['metadata', 'name'], message));
      }
    };
  },
});
