import type { Problem } from '../../../model/problem.ts';
import type { Check } from '../../../model/rule.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, listOf, problemAt, show } from './fields.ts';
import { offendersOf } from './offenders.ts';

/** Ports, both ends included. */
export interface PortRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Reports each port of the node that a container takes, unless it is in one of the ranges. `implied`: in the network of
 * the node, a `containerPort` alone takes one as well, because the API server copies it into the `hostPort` of pods.
 */
export function refuseHostPorts(allowed: readonly PortRange[], implied: boolean): Check {
  const isAllowed = (written: unknown) => isUnset(written) || isWithin(written, allowed);
  const isFree = (entry: unknown) => isAllowed(fieldOf(entry, 'hostPort'));
  const isFreeOnNode = (entry: unknown) => isAllowed(fieldOf(entry, takenBy(entry)));
  return (workload, report) => {
    const isGood = implied && isOnNode(workload) ? isFreeOnNode : isFree;
    for (const container of workload.containers) {
      const ports = listOf(container.spec.ports);
      for (const index of offendersOf(ports, isGood)) report(portProblem(workload, container, index, ports[index]));
    }
  };
}

function isOnNode({ pod: { hostNetwork } }: Workload): boolean {
  return hostNetwork !== undefined && hostNetwork !== null && hostNetwork !== false;
}

function isUnset(port: unknown): boolean {
  return port === undefined || port === 0;
}

function isWithin(written: unknown, ranges: readonly PortRange[]): boolean {
  if (!Number.isInteger(written)) return false;
  for (const { min, max } of ranges) if ((written as number) >= min && (written as number) <= max) return true;
  return false;
}

/** The field that names the port of the node. */
function takenBy(entry: unknown): 'hostPort' | 'containerPort' {
  return isUnset(fieldOf(entry, 'hostPort')) ? 'containerPort' : 'hostPort';
}

function portProblem(workload: Workload, container: Container, index: number, entry: unknown): Problem {
  const field = takenBy(entry);
  const why = field === 'containerPort' ? ', because the pod shares the network of its node' : '';
  const message = `${describeContainer(container)} takes a port of its node: it sets ${field}: ${show(fieldOf(entry, field))}${why}`;
  return problemAt(workload, [...container.path, 'ports', index, field], message);
}
