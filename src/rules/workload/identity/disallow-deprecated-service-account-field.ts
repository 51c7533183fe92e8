import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { fieldOf, problemAt, show, stated } from '../shared/fields.ts';
import { isUnset } from '../shared/unset.ts';
import { writtenPod } from './service-account-name.ts';

/**
 * spec.serviceAccount  undefined, '' or the same as spec.serviceAccountName
 */
export const disallowDeprecatedServiceAccountField = workloadRule({
  id: 'disallow-deprecated-service-account-field',
  severity: 'warning',
  summary: 'No pod names its service account in the deprecated field serviceAccount',
  remediation: 'Rename serviceAccount to serviceAccountName.',
  aliases: { kubeLinter: ['deprecated-service-account-field'] },
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      const pod = writtenPod(workload);
      const serviceAccount = fieldOf(pod, 'serviceAccount');
      if (isUnset(serviceAccount) || workload.narrowed) return;
      const name = fieldOf(pod, 'serviceAccountName');
      if (typeof serviceAccount === 'string' && serviceAccount === name) return;
      const message = `the pod sets the deprecated field serviceAccount: ${show(serviceAccount)} and ${stated('serviceAccountName', name)}`;
      report(problemAt(workload, [...workload.podPath, 'serviceAccount'], message));
    };
  },
});
