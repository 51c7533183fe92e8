import { refuseHostPorts } from '../shared/host-ports.ts';
import { podSecurityRule } from './pod-security-rule.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].ports[*]
 *   hostPort  undefined, 0
 */
export const pssHostPorts = podSecurityRule({
  id: 'pss-host-ports',
  check: 'hostPorts',
  level: 'baseline',
  since: 0,
  reason: 'hostPort',
  summary: 'No container opens a port of its node (baseline)',
  remediation: 'Remove hostPort and reach the container through a Service.',
  compile: () => refuseHostPorts([], false),
});
