import type { Problem } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { isPortName, PORT_NAME_GRAMMAR } from './port-name.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].ports[*].name
 *   an IANA_SVC_NAME that no other port of the pod has
 */
export const requirePortNames = workloadRule({
  id: 'require-port-names',
  severity: 'warning',
  summary: 'Every container port has a name of its own',
  remediation: 'Give each port a name that says what it speaks, such as http or metrics.',
  aliases: { kubeLinter: ['invalid-target-ports'], kyverno: ['require-container-port-names'] },
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      let first: string | undefined;
      let taken: Set<string> | undefined;
      for (const container of workload.containers) {
        const { ports } = container.spec;
        if (ports === undefined || ports === null) continue;
        const entries: readonly unknown[] = Array.isArray(ports) ? ports : [ports];
        for (let index = 0; index < entries.length; index += 1) {
          const name = fieldOf(entries[index], 'name');
          if (!isPortName(name)) {
            report(portProblem(workload, container, index, flawOf(entries[index], name)));
          } else if (name === first || taken?.has(name)) {
            report(
              portProblem(
                workload,
                container,
                index,
                `names the port ${show(name)}, as another port of the pod is named`,
              ),
            );
          } else if (first === undefined) {
            first = name;
          } else {
            taken ??= new Set();
            taken.add(name);
          }
        }
      }
    };
  },
});

function flawOf(entry: unknown, name: unknown): string {
  if (name === undefined || name === '')
    return `has no name for its port ${show(fieldOf(entry, 'containerPort') ?? '')}`;
  return `names a port ${show(name)}, which is not a port name: ${PORT_NAME_GRAMMAR}`;
}

function portProblem(workload: Workload, container: Container, index: number, flaw: string): Problem {
  const path = [...container.path, 'ports', index, 'name'];
  return problemAt(workload, path, `${describeContainer(container)} ${flaw}`);
}
