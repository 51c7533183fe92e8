import type { Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, stated } from '../shared/fields.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*]
 *   {livenessProbe,readinessProbe,startupProbe,lifecycle.postStart,lifecycle.preStop}.{httpGet,tcpSocket}
 *     host  undefined, "", or a host of the option allow
 */
const PROBES = [['livenessProbe'], ['readinessProbe'], ['startupProbe']] as const;
const HOOKS = [
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
] as const;
const HANDLERS = ['httpGet', 'tcpSocket'];

export const disallowProbeHosts = workloadRule<{ readonly allow?: readonly string[] }>({
  id: 'disallow-probe-hosts',
  severity: 'error',
  summary: 'Probes and lifecycle hooks connect to the pod itself and to no other host',
  remediation: 'Remove host from the probe or hook: without it, the kubelet connects to the pod.',
  aliases: { pss: ['hostProbesAndHostLifecycle'] },
  options: record('Which hosts may be named', {
    allow: optional(
      list('Hosts that may be named, exactly as they are written (default none)', text('A host: localhost'), {
        minItems: 0,
      }),
    ),
  }),
  compile({ allow = [] }) {
    const allowed = new Set<unknown>(allow);
    return (workload, report) => {
      for (const container of workload.containers) {
        for (const field of PROBES) {
          const probe = container.spec[field[0]];
          if (probe !== undefined) judge(workload, container, field, probe, allowed, report);
        }
        const { lifecycle } = container.spec;
        if (lifecycle === undefined) continue;
        for (const field of HOOKS) {
          const hook = fieldOf(lifecycle, field[1]);
          if (hook !== undefined) judge(workload, container, field, hook, allowed, report);
        }
      }
    };
  },
});

function judge(
  workload: Workload,
  container: Container,
  field: readonly string[],
  action: unknown,
  allowed: ReadonlySet<unknown>,
  report: Report,
): void {
  for (const handler of HANDLERS) {
    const target = fieldOf(action, handler);
    if (target === undefined) continue;
    const host = fieldOf(target, 'host');
    if (host === undefined || host === '' || allowed.has(host)) continue;
    const path = [...field, handler, 'host'];
    const message = `${describeContainer(container)} makes the kubelet connect to another host: it ${stated(path.join('.'), host)}`;
    report(problemAt(workload, [...container.path, ...path], message));
  }
}
