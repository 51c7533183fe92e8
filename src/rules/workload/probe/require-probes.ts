import { isObject } from '../../../model/json.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, word } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt } from '../shared/fields.ts';

/**
 * spec.containers[*], spec.initContainers[*] with restartPolicy Always
 *   livenessProbe, readinessProbe, startupProbe  an object with one of the handlers
 */
const PROBES = ['liveness', 'readiness', 'startup'] as const;
const HANDLERS = ['httpGet', 'tcpSocket', 'exec', 'grpc'];

type Probe = (typeof PROBES)[number];

export const requireProbes = workloadRule<{ readonly probes?: readonly Probe[] }>({
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
    probes: optional(
      list('Required probes (default liveness and readiness)', word('A probe', PROBES), {
        maxItems: PROBES.length,
      }),
    ),
  }),
  compile({ probes = ['liveness', 'readiness'] }) {
    const fields = probes.map((probe) => `${probe}Probe`);
    return (workload, report) => {
      if (runsToCompletion(workload)) return;
      for (const container of workload.containers) {
        if (!keepsRunning(container)) continue;
        for (const field of fields) {
          const value = container.spec[field];
          if (isProbe(value)) continue;
          const flaw = value === undefined || value === null ? 'has no' : 'has no handler in its';
          const message = `${describeContainer(container)} ${flaw} ${field}`;
          report(problemAt(workload, [...container.path, field], message));
        }
      }
    };
  },
});

/** Jobs and the pods they make: the restart policy of these is never Always, that of other controllers always is. */
function runsToCompletion({ kind, pod }: Workload): boolean {
  return kind === 'Job' || kind === 'CronJob' || pod.restartPolicy === 'Never' || pod.restartPolicy === 'OnFailure';
}

/** The API forbids probes on all others. */
function keepsRunning({ list, sidecar }: Container): boolean {
  return list === 'containers' || sidecar;
}

/** A probe without a handler is never run: the API refuses it, a manifest on disk may hold it. */
function isProbe(value: unknown): boolean {
  for (const handler of HANDLERS) if (isObject(fieldOf(value, handler))) return true;
  return false;
}
