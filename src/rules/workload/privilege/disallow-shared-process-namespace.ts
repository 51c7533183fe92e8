import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { problemAt, show } from '../shared/fields.ts';

/**
 * spec
 *   shareProcessNamespace  undefined, false
 */
export const disallowSharedProcessNamespace = workloadRule({
  id: 'disallow-shared-process-namespace',
  severity: 'warning',
  summary: 'The containers of a pod do not see the processes of each other',
  remediation: 'Remove spec.shareProcessNamespace.',
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      const shared = workload.pod.shareProcessNamespace ?? false;
      if (shared === false || workload.narrowed) return;
      const message = `the pod lets its containers see and signal the processes of each other: it sets shareProcessNamespace: ${show(shared)}`;
      report(problemAt(workload, [...workload.podPath, 'shareProcessNamespace'], message));
    };
  },
});
