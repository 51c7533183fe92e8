import { workloadRule } from '../../../model/rule.ts';
import { flag, optional, record } from '../../../model/schema.ts';
import { problemAt, show } from '../shared/fields.ts';
import { DEFAULT_ACCOUNT, serviceAccountOf, serviceAccountPath } from './service-account-name.ts';

/**
 * spec.serviceAccountName            a name other than default
 * spec.serviceAccount                the same, where serviceAccountName is not set
 * spec.automountServiceAccountToken  false, where the option accepts that
 */
export const disallowDefaultServiceAccount = workloadRule<{ readonly allowWithoutToken?: boolean }>({
  id: 'disallow-default-service-account',
  severity: 'warning',
  summary: 'No pod runs as the default service account',
  remediation: 'Create a service account for the workload and name it in serviceAccountName.',
  aliases: { kubeLinter: ['default-service-account'] },
  options: record('What passes besides another service account', {
    allowWithoutToken: optional(
      flag('Let pods with automountServiceAccountToken: false run as the default service account (default false)'),
    ),
  }),
  compile({ allowWithoutToken = false }) {
    return (workload, report) => {
      if (workload.narrowed) return;
      const account = serviceAccountOf(workload.pod);
      if (typeof account === 'string' && account !== DEFAULT_ACCOUNT) return;
      if (allowWithoutToken && workload.pod.automountServiceAccountToken === false) return;
      const flaw = account === DEFAULT_ACCOUNT ? 'which all pods of the namespace share' : 'which is not a name';
      const message = `the pod runs as the service account ${show(account)}, ${flaw}`;
      report(problemAt(workload, serviceAccountPath(workload), message));
    };
  },
});
