import type { Report } from '../../../model/problem.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { podSecurityRule } from '../shared/pod-security.ts';
import { offendersOf } from './offenders.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].ports[*]
 *   hostPort  undefined, 0
 */
function usesNoHostPort(port: unknown): boolean {
  const hostPort = fieldOf(port, 'hostPort');
  return hostPort === undefined || hostPort === 0;
}

export const pssHostPorts = podSecurityRule({
  id: 'pss-host-ports',
  check: 'hostPorts',
  level: 'baseline',
  since: 0,
  reason: 'hostPort',
  summary: 'No container opens a port of its node (baseline)',
  remediation: 'Remove hostPort and reach the container through a Service.',
  compile: () => (workload, report) => {
    for (const container of workload.containers) {
      const { ports } = container.spec;
      if (ports !== undefined && ports !== null) judgePorts(workload, container, ports, report);
    }
  },
});

function judgePorts(workload: Workload, container: Container, ports: unknown, report: Report): void {
  if (!Array.isArray(ports)) {
    const message = `${describeContainer(container)} must not set ports: ${show(ports)}`;
    report(problemAt(workload, [...container.path, 'ports'], message));
    return;
  }
  for (const index of offendersOf(ports, usesNoHostPort)) {
    const message = `${describeContainer(container)} must not set hostPort: ${show(fieldOf(ports[index], 'hostPort'))}`;
    report(problemAt(workload, [...container.path, 'ports', index, 'hostPort'], message));
  }
}
