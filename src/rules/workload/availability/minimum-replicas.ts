import { knowsOthers, workloadRule } from '../../../model/rule.ts';
import { flag, number, optional, record } from '../../../model/schema.ts';
import { fieldOf, problemAt, stated } from '../shared/fields.ts';
import { replicasOf } from '../shared/replicas.ts';
import { isWholeNumber } from '../shared/whole-number.ts';
import { autoscalersOf } from './autoscalers.ts';

/**
 * spec.replicas of Deployment, StatefulSet, ReplicaSet, ReplicationController, and of custom kinds where it is a number
 *   a whole number of at least the option min; 0 unless the option allowZero says no; absent means 1
 *   anything where a HorizontalPodAutoscaler among the files chooses it: autoscaler-minimum-replicas asks that one
 */
export const minimumReplicas = workloadRule<{ readonly min?: number; readonly allowZero?: boolean }>({
  id: 'minimum-replicas',
  severity: 'warning',
  summary: 'Every workload that serves runs enough replicas',
  remediation: 'Set spec.replicas to at least the minimum that the policy asks for.',
  aliases: {
    kubeLinter: ['minimum-three-replicas'],
    polaris: ['deploymentMissingReplicas'],
    kyverno: ['deployment-has-multiple-replicas'],
  },
  reads: [{ from: 'object', path: ['spec', 'replicas'] }],
  crossObject: 'where-known',
  options: record('How many replicas are enough', {
    min: optional(number('Fewest replicas (default 2)', { integer: true, minimum: 1, maximum: 10_000 })),
    allowZero: optional(flag('Let workloads pass that are scaled to zero (default true)')),
  }),
  compile({ min = 2, allowZero = true }) {
    return (workload, report, surroundings) => {
      const replicas = replicasOf(workload);
      if (replicas === undefined || (replicas === 0 && allowZero)) return;
      if (isWholeNumber(replicas, min)) return;
      if (knowsOthers(surroundings) && autoscalersOf(workload, surroundings).length > 0) return;
      const written = fieldOf(workload.object.spec, 'replicas');
      const absent = written === undefined ? ', which means 1' : '';
      const message = `the ${workload.kind} ${stated('replicas', written)}${absent}: at least ${min} are required`;
      report(problemAt(workload, ['spec', 'replicas'], message));
    };
  },
});
