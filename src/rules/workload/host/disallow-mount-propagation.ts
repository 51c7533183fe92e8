import { workloadRule } from '../../../model/rule.ts';
import { flag, optional, record } from '../../../model/schema.ts';
import { describeContainer } from '../../../model/workload.ts';
import { fieldOf, listOf, problemAt, stated } from '../shared/fields.ts';
import { offendersOf } from '../shared/offenders.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].volumeMounts[*]
 *   mountPropagation  undefined, None; HostToContainer where the option says so
 */
export const disallowMountPropagation = workloadRule<{ readonly allowHostToContainer?: boolean }>({
  id: 'disallow-mount-propagation',
  severity: 'error',
  summary: 'No container passes its mounts on to its node',
  remediation: 'Remove mountPropagation, or set it to None.',
  options: record('Which propagation may be asked for', {
    allowHostToContainer: optional(flag('Accept mounts that come from the node: HostToContainer (default true)')),
  }),
  compile({ allowHostToContainer = true }) {
    const allowed = new Set<unknown>([undefined, 'None', ...(allowHostToContainer ? ['HostToContainer'] : [])]);
    const isHarmless = (mount: unknown) => allowed.has(fieldOf(mount, 'mountPropagation'));
    return (workload, report) => {
      for (const container of workload.containers) {
        const mounts = listOf(container.spec.volumeMounts);
        for (const index of offendersOf(mounts, isHarmless)) {
          const mode = fieldOf(mounts[index], 'mountPropagation');
          const message = `${describeContainer(container)} shares mounts with its node: it ${stated('mountPropagation', mode)}`;
          report(problemAt(workload, [...container.path, 'volumeMounts', index, 'mountPropagation'], message));
        }
      }
    };
  },
});
