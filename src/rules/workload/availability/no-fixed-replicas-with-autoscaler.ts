import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { autoscalersOf, describeAutoscaler } from './autoscalers.ts';

/**
 * spec.replicas of workloads that a HorizontalPodAutoscaler (autoscaling/v1, v2) scales
 *   undefined; or 0, which switches the autoscaler off
 */
export const noFixedReplicasWithAutoscaler = workloadRule({
  id: 'no-fixed-replicas-with-autoscaler',
  severity: 'warning',
  summary: 'No workload fixes its replicas while an autoscaler chooses them',
  remediation: 'Leave spec.replicas out, so that only the HorizontalPodAutoscaler sets it.',
  crossObject: true,
  options: record('No options', {}),
  compile() {
    return (workload, report, surroundings) => {
      // The API server writes 1 where nothing is written: what counts is what is applied again and again.
      const { written = workload.object } = workload;
      const replicas = fieldOf(written.spec, 'replicas');
      if (replicas === undefined) return;
      const [autoscaler] = autoscalersOf(workload, surroundings);
      if (autoscaler === undefined) return;
      const said = `sets replicas: ${show(replicas)}, and ${describeAutoscaler(autoscaler)} scales it`;
      const message = `the ${workload.kind} ${said}: each time these files are applied, its choice is undone`;
      report(problemAt(workload, ['spec', 'replicas'], message));
    };
  },
});
