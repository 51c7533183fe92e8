import type { Report } from '../../../model/problem.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { podSecurityRule } from '../shared/pod-security.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*]
 *   {livenessProbe,readinessProbe,startupProbe,lifecycle.postStart,lifecycle.preStop}.{httpGet,tcpSocket}
 *     host  undefined, ""
 */
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['postStart', 'preStop'];
const ACTIONS = ['httpGet', 'tcpSocket'];

export const pssHostProbesAndHostLifecycle = podSecurityRule({
  id: 'pss-host-probes-and-host-lifecycle',
  check: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  since: 34,
  reason: 'probe or lifecycle host',
  summary: 'Probes and lifecycle hooks connect to the pod itself and to no other host (baseline)',
  remediation: 'Remove host from the probe or hook: without it, the kubelet connects to the pod.',
  compile: () => (workload, report) => {
    for (const container of workload.containers) {
      for (const probe of PROBES) judgeHandler(workload, container, '', probe, container.spec[probe], report);
      const { lifecycle } = container.spec;
      if (lifecycle === undefined || lifecycle === null) continue;
      for (const hook of HOOKS) {
        judgeHandler(workload, container, 'lifecycle', hook, fieldOf(lifecycle, hook), report);
      }
    }
  },
});

/** `parent` is the field that holds the handler's, or '' for the container itself. */
function judgeHandler(
  workload: Workload,
  container: Container,
  parent: '' | 'lifecycle',
  name: string,
  handler: unknown,
  report: Report,
): void {
  if (handler === undefined || handler === null) return;
  for (const action of ACTIONS) {
    const connection = fieldOf(handler, action);
    if (connection === undefined) continue;
    const host = fieldOf(connection, 'host');
    if (host === undefined || host === '') continue;
    const field = [...(parent === '' ? [] : [parent]), name, action, 'host'];
    const message = `${describeContainer(container)} must not set ${field.join('.')}: ${show(host)}`;
    report(problemAt(workload, [...container.path, ...field], message));
  }
}
