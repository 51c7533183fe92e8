import { isObject } from '../../../model/json.ts';
import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt } from '../shared/fields.ts';
import { isJob } from '../shared/jobs.ts';
import { mayHaveProbes, type ProbeName, probeField, probeOf, probesOption } from './probe-fields.ts';

/**
 * spec.containers[*], spec.initContainers[*] with restartPolicy Always
 *   livenessProbe, readinessProbe, startupProbe  an object with one of the handlers
 */
const HANDLERS = ['httpGet', 'tcpSocket', 'exec', 'grpc'];

export const requireProbes = workloadRule<{ readonly probes?: readonly ProbeName[] }>({
  id: 'require-probes',
  severity: 'warning',
  summary: 'Every container that keeps running has probes',
  remediation: 'Add the probe with an httpGet, tcpSocket, grpc or exec handler.',
  aliases: {
    kubeLinter: ['no-liveness-probe', 'no-readiness-probe'],
    polaris: ['livenessProbeMissing', 'readinessProbeMissing'],
    kyverno: ['require-probes'],
  },
  options: record('Which probes are required', {
    probes: probesOption('Required probes (default liveness and readiness)'),
  }),
  compile({ probes = ['liveness', 'readiness'] }) {
    return (workload, report) => {
      if (runsToCompletion(workload)) return;
      for (const container of workload.containers) {
        if (!mayHaveProbes(container)) continue;
        for (const probe of probes) {
          const value = probeOf(container, probe);
          if (isProbe(value)) continue;
          const flaw = value === undefined ? 'has no' : 'has no handler in its';
          const field = probeField(probe);
          const message = `${describeContainer(container)} ${flaw} ${field}`;
          report(problemAt(workload, [...container.path, field], message));
        }
      }
    };
  },
});

/** Jobs and the pods they make: the restart policy of these is never Always, that of other controllers always is. */
function runsToCompletion(workload: Workload): boolean {
  const { restartPolicy } = workload.pod;
  return isJob(workload) || restartPolicy === 'Never' || restartPolicy === 'OnFailure';
}

/** A probe without a handler is never run: the API refuses it, a manifest on disk may hold it. */
function isProbe(value: unknown): boolean {
  for (const handler of HANDLERS) if (isObject(fieldOf(value, handler))) return true;
  return false;
}
