import { isObject } from '../../../model/json.ts';
import type { Problem, Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show, stated } from '../shared/fields.ts';
import { mayHaveProbes, PROBES, type ProbeName, probeFields, probesOption } from './probe-fields.ts';

/**
 * spec.containers[*], spec.initContainers[*] with restartPolicy Always
 *   {liveness,readiness,startup}Probe.{httpGet,tcpSocket,grpc}.port
 *     the containerPort or the name of an entry of the container's ports; a number may be any where host is set
 */
const NETWORK_HANDLERS = ['httpGet', 'tcpSocket', 'grpc'];

export const probePortExposed = workloadRule<{ readonly probes?: readonly ProbeName[] }>({
  id: 'probe-port-exposed',
  severity: 'warning',
  summary: 'Probes ask a port that the container lists',
  remediation: 'List the port under ports of the container, or correct the port of the probe.',
  aliases: { kubeLinter: ['liveness-port', 'readiness-port', 'startup-port'] },
  options: record('Which probes are judged', {
    probes: probesOption('Probes that are judged (default all three)'),
  }),
  compile({ probes = PROBES }) {
    const fields = probeFields(probes);
    return (workload, report) => {
      for (const container of workload.containers) {
        if (!mayHaveProbes(container)) continue;
        for (const field of fields) {
          const probe = container.spec[field];
          if (probe !== undefined && probe !== null) checkProbe(workload, container, field, probe, report);
        }
      }
    };
  },
});

function checkProbe(workload: Workload, container: Container, field: string, probe: unknown, report: Report): void {
  if (!isObject(probe)) {
    const message = `${describeContainer(container)} ${stated(field, probe)}`;
    report(problemAt(workload, [...container.path, field], message));
    return;
  }
  for (const handler of NETWORK_HANDLERS) {
    const action = fieldOf(probe, handler);
    if (action === undefined) continue;
    const port = fieldOf(action, 'port');
    if (isElsewhere(action, port) || isListed(container.spec.ports, port)) continue;
    report(portProblem(workload, container, [field, handler], port));
  }
}

/** A host other than the pod: its ports are not ours. Names are looked up in the container all the same. */
function isElsewhere(action: unknown, port: unknown): boolean {
  const host = fieldOf(action, 'host');
  return typeof host === 'string' && host !== '' && typeof port === 'number';
}

function isListed(ports: unknown, port: unknown): boolean {
  if (!Array.isArray(ports)) return false;
  const field = typeof port === 'number' ? 'containerPort' : 'name';
  if (field === 'name' && (typeof port !== 'string' || port === '')) return false;
  for (const entry of ports) if (isObject(entry) && entry[field] === port) return true;
  return false;
}

function portProblem(workload: Workload, container: Container, place: readonly string[], port: unknown): Problem {
  const where = place.join('.');
  const message =
    port === undefined
      ? `${describeContainer(container)} names no port in ${where}`
      : `${describeContainer(container)} is asked on port ${show(port)} by ${where}, which is not among its ports`;
  return problemAt(workload, [...container.path, ...place, 'port'], message);
}
