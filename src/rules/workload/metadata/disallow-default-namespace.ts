import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record } from '../../../model/schema.ts';
import { problemAt, show } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';

/**
 * metadata.namespace  none of those that are forbidden. The namespace of the request counts, which a file has from the
 *                     command line where it names none.
 */
export const disallowDefaultNamespace = workloadRule<{ readonly namespaces?: readonly string[] }>({
  id: 'disallow-default-namespace',
  severity: 'error',
  summary: 'No workload lies in the namespace default',
  remediation: 'Name a namespace of its own in metadata.namespace.',
  aliases: { kubeLinter: ['use-namespace'], kyverno: ['disallow-default-namespace'] },
  reads: [{ from: 'object', path: ['metadata', 'namespace'] }],
  options: record('Which namespaces are forbidden', {
    namespaces: optional(list('Globs of the namespaces where no workload may be (default default)', NAME_GLOB)),
  }),
  compile({ namespaces = ['default'] }) {
    const isForbidden = compileNameGlobs(namespaces);
    return (workload, report) => {
      const { kind, namespace } = workload;
      if (!isForbidden(namespace)) return;
      const message = `the ${kind} lies in the namespace ${show(namespace)}`;
      report(problemAt(workload, ['metadata', 'namespace'], message));
    };
  },
});
