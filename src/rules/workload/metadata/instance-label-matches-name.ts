import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { hasController } from '../shared/owners.ts';

/**
 * metadata.labels
 *   app.kubernetes.io/instance  the same as metadata.name
 */
const INSTANCE = 'app.kubernetes.io/instance';

export const instanceLabelMatchesName = workloadRule({
  id: 'instance-label-matches-name',
  severity: 'warning',
  summary: 'The label app.kubernetes.io/instance has the name of the workload',
  remediation: 'Set the label app.kubernetes.io/instance to the value of metadata.name.',
  aliases: { polaris: ['metadataAndInstanceMismatched'] },
  reads: [{ from: 'object', path: ['metadata', 'labels'] }],
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      const metadata = workload.object.metadata;
      const label = fieldOf(fieldOf(metadata, 'labels'), INSTANCE);
      const name = fieldOf(metadata, 'name');
      if ((typeof label === 'string' && label === name) || isNamedByMachine(workload, name)) return;
      const flaw =
        label === undefined
          ? `does not have the label ${INSTANCE}`
          : `has the label ${INSTANCE} with the value ${show(label)}`;
      const message = `the ${workload.kind} ${flaw}: it must be its name, ${show(workload.name, 128)}`;
      report(problemAt(workload, ['metadata', 'labels', INSTANCE], message));
    };
  },
});

/** What a controller or the API server gives a name has the labels of a template, which do not know that name. */
function isNamedByMachine(workload: Workload, name: unknown): boolean {
  if (hasController(workload)) return true;
  const prefix = fieldOf(workload.object.metadata, 'generateName');
  if (typeof prefix !== 'string' || prefix === '') return false;
  return name === undefined || name === '' || (typeof name === 'string' && name.startsWith(prefix));
}
