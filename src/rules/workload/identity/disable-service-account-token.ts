import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, stated } from '../shared/fields.ts';
import { MUTATE } from '../shared/mutate-option.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';
import { serviceAccountOf } from './service-account-name.ts';

/**
 * spec.automountServiceAccountToken  false
 */
interface Options {
  readonly allowServiceAccounts?: readonly string[];
  readonly mutate?: boolean;
}

export const disableServiceAccountToken = workloadRule<Options>({
  id: 'disable-service-account-token',
  severity: 'warning',
  summary: 'No token of a service account is mounted into pods',
  remediation: 'Set automountServiceAccountToken: false on the pod, unless it talks to the API server.',
  aliases: {
    polaris: ['automountServiceAccountToken'],
    kyverno: ['restrict-automount-sa-token', 'disable-automountserviceaccounttoken'],
  },
  options: record('Which pods may have a token', {
    allowServiceAccounts: optional(
      list('Globs of the service accounts whose pods may mount the token (default none)', NAME_GLOB),
    ),
    mutate: MUTATE,
  }),
  compile({ allowServiceAccounts = [], mutate = false }) {
    const isAllowed = compileNameGlobs(allowServiceAccounts);
    return (workload, report) => {
      const { pod, podPath } = workload;
      if (pod.automountServiceAccountToken === false || workload.narrowed) return;
      const account = serviceAccountOf(pod);
      if (typeof account === 'string' && isAllowed(account)) return;
      const value = pod.automountServiceAccountToken ?? undefined;
      const message = `the pod is given the token of its service account: it ${stated('automountServiceAccountToken', value)}`;
      const remedy = mutate && !hasToken(workload) ? false : undefined;
      report(problemAt(workload, [...podPath, 'automountServiceAccountToken'], message, remedy));
    };
  },
});

/**
 * Whether a token is among the volumes. On its way into a cluster a pod has it by the time that rules may
 * write: the field would then say what is not so.
 */
function hasToken({ volumes }: Workload): boolean {
  return volumes.some(({ spec }) => {
    const sources = fieldOf(spec.projected, 'sources');
    return Array.isArray(sources) && sources.some((source) => fieldOf(source, 'serviceAccountToken') !== undefined);
  });
}
