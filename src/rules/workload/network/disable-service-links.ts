import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { problemAt, stated } from '../shared/fields.ts';

/**
 * spec.enableServiceLinks  false
 */
export const disableServiceLinks = workloadRule({
  id: 'disable-service-links',
  severity: 'info',
  summary: 'No pod gets an environment variable for each Service of its namespace',
  remediation: 'Set enableServiceLinks: false on the pod and find Services by DNS.',
  aliases: { kyverno: ['disable-service-discovery'] },
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      const value = workload.pod.enableServiceLinks ?? undefined;
      if (value === false || workload.narrowed) return;
      const message = `the pod gets variables for all Services of its namespace: it ${stated('enableServiceLinks', value)}`;
      report(problemAt(workload, [...workload.podPath, 'enableServiceLinks'], message));
    };
  },
});
