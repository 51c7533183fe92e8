import type { JsonObject } from '../../../model/json.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record } from '../../../model/schema.ts';
import { nameOf, problemAt, show } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';
import { DEFAULT_ACCOUNT, serviceAccountOf, serviceAccountPath } from './service-account-name.ts';

/**
 * spec.serviceAccountName  undefined, default, or the metadata.name of a ServiceAccount of the same namespace
 * spec.serviceAccount      the same, where serviceAccountName is not set
 */
export const serviceAccountExists = workloadRule<{ readonly ignore?: readonly string[] }>({
  id: 'service-account-exists',
  severity: 'error',
  summary: 'The service account that a pod names is among the files',
  remediation: 'Add the ServiceAccount to the files, in the namespace of the workload, or correct the name.',
  aliases: { kubeLinter: ['non-existent-service-account'] },
  crossObject: true,
  options: record('Which service accounts are made elsewhere', {
    ignore: optional(list('Globs of service accounts that are made elsewhere (default none)', NAME_GLOB)),
  }),
  compile({ ignore = [] }) {
    const isIgnored = compileNameGlobs(ignore);
    return (workload, report, surroundings) => {
      const account = serviceAccountOf(workload.pod);
      if (account === DEFAULT_ACCOUNT) return;
      const { namespace } = workload;
      if (typeof account === 'string') {
        if (isIgnored(account)) return;
        if (hasNamed(surroundings.objects('', 'ServiceAccount', namespace), account)) return;
      }
      const message =
        `the pod runs as the service account ${show(account)}, ` +
        `and no ServiceAccount of that name is among the files for namespace ${show(namespace)}`;
      report(problemAt(workload, serviceAccountPath(workload), message));
    };
  },
});

function hasNamed(objects: readonly JsonObject[], name: string): boolean {
  for (const object of objects) if (nameOf(object) === name) return true;
  return false;
}
