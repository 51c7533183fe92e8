import { deepEqual, isObject } from '../../../model/json.ts';
import type { Problem } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { problemAt, show } from '../shared/fields.ts';
import { mayHaveProbes } from './probe-fields.ts';

/**
 * spec.containers[*], spec.initContainers[*] with restartPolicy Always
 *   livenessProbe  undefined, or an object that differs from readinessProbe
 */
export const distinctProbes = workloadRule({
  id: 'distinct-probes',
  severity: 'warning',
  summary: 'No liveness probe is a copy of the readiness probe',
  remediation: 'Let the liveness probe ask only for what a restart would mend, or give it a higher failureThreshold.',
  aliases: { kyverno: ['ensure-probes-different'] },
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      for (const container of workload.containers) {
        const { livenessProbe, readinessProbe } = container.spec;
        if ((livenessProbe ?? undefined) === undefined || (readinessProbe ?? undefined) === undefined) continue;
        if (!mayHaveProbes(container) || areDistinct(livenessProbe, readinessProbe)) continue;
        report(copyProblem(workload, container, livenessProbe, readinessProbe));
      }
    };
  },
});

function areDistinct(liveness: unknown, readiness: unknown): boolean {
  return isObject(liveness) && isObject(readiness) && !deepEqual(liveness, readiness);
}

function copyProblem(workload: Workload, container: Container, liveness: unknown, readiness: unknown): Problem {
  const field = isObject(liveness) && !isObject(readiness) ? 'readinessProbe' : 'livenessProbe';
  const message =
    isObject(liveness) && isObject(readiness)
      ? `${describeContainer(container)} has a livenessProbe that is the same as its readinessProbe`
      : `${describeContainer(container)} sets ${field}: ${show(container.spec[field])}`;
  return problemAt(workload, [...container.path, field], message);
}
