import { isObject } from '../../../model/json.ts';
import type { Problem, Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show, stated } from '../shared/fields.ts';
import { mayHaveProbes, PROBES, type ProbeName, probeField, probeOf, probesOption } from './probe-fields.ts';

/**
 * spec.containers[*], spec.initContainers[*] with restartPolicy Always
 *   {liveness,readiness,startup}Probe.{httpGet,tcpSocket,grpc}.port
 *     the containerPort or the name of an entry of the container's ports; a number may be any where host is set
 */
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
    return (workload, report) => {
      for (const container of workload.containers) {
        if (!mayHaveProbes(container)) continue;
        for (const name of probes) {
          const probe = probeOf(container, name);
          if (probe !== undefined) checkProbe(workload, container, name, probe, report);
        }
      }
    };
  },
});

function checkProbe(workload: Workload, container: Container, name: ProbeName, probe: unknown, report: Report): void {
  if (!isObject(probe)) {
    const field = probeField(name);
    const message = `${describeContainer(container)} ${stated(field, probe)}`;
    report(problemAt(workload, [...container.path, field], message));
    return;
  }
  const { httpGet, tcpSocket, grpc } = probe;
  if (!asksListedPort(container, httpGet)) report(portProblem(workload, container, name, 'httpGet', httpGet));
  if (!asksListedPort(container, tcpSocket)) report(portProblem(workload, container, name, 'tcpSocket', tcpSocket));
  if (!asksListedPort(container, grpc)) report(portProblem(workload, container, name, 'grpc', grpc));
}

function asksListedPort(container: Container, action: unknown): boolean {
  if (action === undefined || action === null) return true;
  const port = fieldOf(action, 'port');
  return isListed(container.spec.ports, port) || isElsewhere(action, port);
}

/** A host other than the pod: its ports are not ours. Names are looked up in the container all the same. */
function isElsewhere(action: unknown, port: unknown): boolean {
  const host = fieldOf(action, 'host');
  return typeof host === 'string' && host !== '' && Number.isSafeInteger(port);
}

function isListed(ports: unknown, port: unknown): boolean {
  if (!Array.isArray(ports)) return false;
  const field = typeof port === 'number' ? 'containerPort' : 'name';
  if (field === 'name' && (typeof port !== 'string' || port === '')) return false;
  for (const entry of ports) if (isObject(entry) && entry[field] === port) return true;
  return false;
}

function portProblem(
  workload: Workload,
  container: Container,
  name: ProbeName,
  handler: string,
  action: unknown,
): Problem {
  const port = fieldOf(action, 'port');
  const place = [probeField(name), handler];
  const where = place.join('.');
  const message =
    port === undefined
      ? `${describeContainer(container)} names no port in ${where}`
      : `${describeContainer(container)} is asked on port ${show(port)} by ${where}, which is not among its ports`;
  return problemAt(workload, [...container.path, ...place, 'port'], message);
}
