import { workloadRule } from '../../../model/rule.ts';
import { list, record, required } from '../../../model/schema.ts';
import { problemAt, show, showSome } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';
import { serviceAccountOf, serviceAccountPath } from './service-account-name.ts';

/**
 * spec.serviceAccountName  matches one of the globs; undefined and '' mean default
 * spec.serviceAccount      the same, where serviceAccountName is not set
 */
export const allowedServiceAccounts = workloadRule<{ readonly allowed: readonly string[] }>({
  id: 'allowed-service-accounts',
  severity: 'error',
  summary: 'Every pod runs as an allowed service account',
  remediation: 'Name an allowed service account in serviceAccountName.',
  aliases: { kyverno: ['restrict-service-account'] },
  options: record('Which service accounts pods may run as', {
    allowed: required(list('Globs of the service accounts that are allowed; all others are refused', NAME_GLOB)),
  }),
  compile({ allowed }) {
    const isAllowed = compileNameGlobs(allowed);
    return (workload, report) => {
      if (workload.narrowed) return;
      const account = serviceAccountOf(workload.pod);
      if (typeof account === 'string' && isAllowed(account)) return;
      const message = `the pod runs as the service account ${show(account)}: allowed are ${showSome(allowed)}`;
      report(problemAt(workload, serviceAccountPath(workload), message));
    };
  },
});
