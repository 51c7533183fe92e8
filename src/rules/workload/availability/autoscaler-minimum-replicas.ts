import { workloadRule } from '../../../model/rule.ts';
import { number, optional, record } from '../../../model/schema.ts';
import { fieldOf, problemAt, stated } from '../shared/fields.ts';
import { isWholeNumber } from '../shared/whole-number.ts';
import { autoscalersOf, describeAutoscaler, minReplicas } from './autoscalers.ts';

/**
 * spec of every HorizontalPodAutoscaler (autoscaling/v1, v2) whose scaleTargetRef names the workload
 *   minReplicas  a whole number of at least the option min; absent means 1
 */
export const autoscalerMinimumReplicas = workloadRule<{ readonly min?: number }>({
  id: 'autoscaler-minimum-replicas',
  severity: 'warning',
  summary: 'No autoscaler takes a workload below a minimum of replicas',
  remediation: 'Set minReplicas of the HorizontalPodAutoscaler to at least the minimum that the policy asks for.',
  aliases: {
    kubeLinter: ['hpa-minimum-three-replicas'],
    polaris: ['hpaMinAvailability'],
  },
  crossObject: true,
  options: record('How many replicas are enough', {
    min: optional(number('Smallest minReplicas (default 2)', { integer: true, minimum: 1, maximum: 10_000 })),
  }),
  compile({ min = 2 }) {
    return (workload, report, surroundings) => {
      for (const autoscaler of autoscalersOf(workload, surroundings)) {
        const replicas = minReplicas(autoscaler);
        if (isWholeNumber(replicas, min)) continue;
        const written = fieldOf(autoscaler.spec, 'minReplicas');
        const absent = written === undefined ? ', which means 1' : '';
        const said = `${describeAutoscaler(autoscaler)}, which ${stated('minReplicas', written)}${absent}`;
        const message = `the ${workload.kind} is scaled by ${said}: at least ${min} are required`;
        report(problemAt(workload, ['metadata', 'name'], message));
      }
    };
  },
});
