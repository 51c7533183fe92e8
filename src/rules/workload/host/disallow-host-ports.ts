import { workloadRule } from '../../../model/rule.ts';
import { list, number, optional, type RecordFault, record, required, scalarOrRecord } from '../../../model/schema.ts';
import { type PortRange, refuseHostPorts } from '../shared/host-ports.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].ports[*]
 *   hostPort       undefined, 0, or a port that the option allow names
 *   containerPort  the same, where spec.hostNetwork makes it the port of the node and hostPort does not
 */
const MAX_PORT = 65_535;
const port = (description: string) => number(description, { integer: true, minimum: 1, maximum: MAX_PORT });

export const disallowHostPorts = workloadRule<{ readonly allow?: readonly (number | PortRange)[] }>({
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
        scalarOrRecord(
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
    return refuseHostPorts(ranges, true);
  },
});

function checkRange({ min, max }: PortRange): RecordFault | undefined {
  return min > max ? { field: 'max', message: `max ${max} is below min ${min}: no port is in the range` } : undefined;
}
