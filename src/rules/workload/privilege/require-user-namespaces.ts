import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { problemAt, stated } from '../shared/fields.ts';

/**
 * spec
 *   hostUsers  false
 *
 * The API refuses it beside hostNetwork, hostPID and hostIPC (KEP-127).
 */
const HOST_NAMESPACES = ['hostNetwork', 'hostPID', 'hostIPC'];

export const requireUserNamespaces = workloadRule({
  id: 'require-user-namespaces',
  severity: 'warning',
  summary: 'Every pod has a user namespace of its own',
  remediation: 'Set spec.hostUsers: false, and leave the other namespaces of the node.',
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      const { hostUsers } = workload.pod;
      if (hostUsers === false || workload.windows || workload.narrowed) return;
      const what = `shares the user namespace of the node: it ${stated('hostUsers', hostUsers ?? undefined)}`;
      const path = [...workload.podPath, 'hostUsers'];
      report(problemAt(workload, path, `the pod ${what}${obstacle(workload)}`));
    };
  },
});

function obstacle({ pod }: Workload): string {
  const shared = HOST_NAMESPACES.filter((field) => pod[field] === true);
  return shared.length === 0 ? '' : `, and cannot set it to false beside ${shared.join(', ')}`;
}
