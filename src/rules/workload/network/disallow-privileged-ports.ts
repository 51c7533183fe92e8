import { workloadRule } from '../../../model/rule.ts';
import { list, number, optional, record } from '../../../model/schema.ts';
import { containerPortCheck } from './container-ports.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].ports[*].containerPort
 *   1024 and above, or an allowed number; any on Windows, which has no privileged ports
 */
const FIRST_UNPRIVILEGED = 1_024;

export const disallowPrivilegedPorts = workloadRule<{ readonly allow?: readonly number[] }>({
  id: 'disallow-privileged-ports',
  severity: 'warning',
  summary: 'No container declares a port below 1024',
  remediation: 'Let the process listen on a port from 1024 on; a Service can still offer the low number.',
  aliases: { kubeLinter: ['privileged-ports'] },
  options: record('Which low ports are allowed', {
    allow: optional(
      list(
        'Ports below 1024 that containers may declare (default none)',
        number('A port', { integer: true, minimum: 1, maximum: FIRST_UNPRIVILEGED - 1 }),
      ),
    ),
  }),
  compile({ allow = [] }) {
    const allowed = new Set(allow);
    return containerPortCheck((port, _, { windows }) =>
      windows || port >= FIRST_UNPRIVILEGED || allowed.has(port) ? undefined : `which is below ${FIRST_UNPRIVILEGED}`,
    );
  },
});
