import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import { refuseProbeHosts } from '../shared/probe-hosts.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*]
 *   {livenessProbe,readinessProbe,startupProbe,lifecycle.postStart,lifecycle.preStop}.{httpGet,tcpSocket}
 *     host  undefined, "", or a host of the option allow
 */
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
  compile: ({ allow = [] }) => refuseProbeHosts(allow),
});
