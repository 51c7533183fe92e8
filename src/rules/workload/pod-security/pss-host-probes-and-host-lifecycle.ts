import { refuseProbeHosts } from '../shared/probe-hosts.ts';
import { podSecurityRule } from './pod-security-rule.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*]
 *   {livenessProbe,readinessProbe,startupProbe,lifecycle.postStart,lifecycle.preStop}.{httpGet,tcpSocket}
 *     host  undefined, ""
 */
export const pssHostProbesAndHostLifecycle = podSecurityRule({
  id: 'pss-host-probes-and-host-lifecycle',
  check: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  since: 34,
  reason: 'probe or lifecycle host',
  summary: 'Probes and lifecycle hooks connect to the pod itself and to no other host (baseline)',
  remediation: 'Remove host from the probe or hook: without it, the kubelet connects to the pod.',
  compile: () => refuseProbeHosts([]),
});
