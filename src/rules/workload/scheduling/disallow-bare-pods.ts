import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { fieldOf, problemAt } from '../shared/fields.ts';
import { hasController } from '../shared/owners.ts';
import { isBuiltIn } from '../shared/replicas.ts';

/**
 * kind: Pod
 *   metadata.ownerReferences  a list with an entry whose controller is true
 */
export const disallowBarePods = workloadRule({
  id: 'disallow-bare-pods',
  severity: 'warning',
  summary: 'Every pod belongs to a controller that replaces it',
  remediation: 'Create a Deployment, StatefulSet, DaemonSet or Job in place of the Pod.',
  aliases: { kyverno: ['prevent-bare-pods'] },
  reads: [{ from: 'object', path: ['metadata', 'ownerReferences'] }],
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      if (workload.kind !== 'Pod' || !isBuiltIn(workload) || hasController(workload)) return;
      const owners = fieldOf(workload.object.metadata, 'ownerReferences');
      const fault = owners === undefined ? 'no owner' : 'no owner that is its controller';
      report(problemAt(workload, ['metadata', 'ownerReferences'], `the Pod belongs to no controller: it has ${fault}`));
    };
  },
});
