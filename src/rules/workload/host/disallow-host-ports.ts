import type { Problem } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, number, numberOrRecord, optional, type RecordFault, record, required } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { offendersOf } from '../pod-security/offenders.ts';
import { fieldOf, listOf, problemAt, show } from '../shared/fields.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].ports[*]
 *   hostPort       undefined, 0, or a port that the option allow names
 *   containerPort  the same, where spec.hostNetwork makes it the port of the node and hostPort does not
 */
interface Range {
  readonly min: number;
  readonly max: number;
}

const MAX_PORT = 65_535;
const port = (description: string) => number(description, { integer: true, minimum: 1, maximum: MAX_PORT });

export const disallowHostPorts = workloadRule<{ readonly allow?: readonly (number | Range)[] }>({
  id: 'disallow-host-ports',
  severity: 'error',
  summary: 'No container takes a port of its node',
  remediation: 'Remove hostPort and reach the container through a Service.',
  aliases: {
    polaris: ['hostPortSet'],
    kyverno: ['disallow-host-ports', 'disallow-host-ports-range'],
    pss: ['hostPorts'],
  },
  options: record('Which ports may be taken', {
    allow: optional(
      list(
        'Ports of the node that containers may take (default none)',
        numberOrRecord(
          'A port, or a range { min, max }',
          port('A port'),
          record(
            'A range of ports',
            { min: required(port('The first port')), max: required(port('The last port')) },
            checkRange,
          ),
        ),
        { minItems: 0 },
      ),
    ),
  }),
  compile({ allow = [] }) {
    const ranges = allow.map((item) => (typeof item === 'number' ? { min: item, max: item } : item));
    const isAllowed = (written: unknown) => isUnset(written) || isWithin(written, ranges);
    const isFree = (entry: unknown) => isAllowed(fieldOf(entry, 'hostPort'));
    const isFreeOnNode = (entry: unknown) => isAllowed(fieldOf(entry, takenBy(entry)));
    return (workload, report) => {
      const { hostNetwork } = workload.pod;
      const isOffNode = hostNetwork === undefined || hostNetwork === null || hostNetwork === false;
      const isGood = isOffNode ? isFree : isFreeOnNode;
      for (const container of workload.containers) {
        const ports = listOf(container.spec.ports);
        for (const index of offendersOf(ports, isGood)) {
          report(portProblem(workload, container, index, ports[index]));
        }
      }
    };
  },
});

function checkRange({ min, max }: Range): RecordFault | undefined {
  return min > max ? { field: 'max', message: `max ${max} is below min ${min}: no port is in the range` } : undefined;
}

function isUnset(port: unknown): boolean {
  return port === undefined || port === 0;
}

function isWithin(written: unknown, ranges: readonly Range[]): boolean {
  if (!Number.isInteger(written)) return false;
  for (const { min, max } of ranges) if ((written as number) >= min && (written as number) <= max) return true;
  return false;
}

/** The field that names the port of the node. In the network of the node, the API server fills in the hostPort. */
function takenBy(entry: unknown): 'hostPort' | 'containerPort' {
  return isUnset(fieldOf(entry, 'hostPort')) ? 'containerPort' : 'hostPort';
}

function portProblem(workload: Workload, container: Container, index: number, entry: unknown): Problem {
  const field = takenBy(entry);
  const why = field === 'containerPort' ? ', because the pod shares the network of its node' : '';
  const message = `${describeContainer(container)} takes a port of its node: it sets ${field}: ${show(fieldOf(entry, field))}${why}`;
  return problemAt(workload, [...container.path, 'ports', index, field], message);
}
