import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { problemAt, show } from '../shared/fields.ts';

/**
 * apiVersion  one that Kubernetes still serves (Deprecated API Migration Guide)
 */
const REMOVED_IN: ReadonlyMap<string, string> = new Map([
  ['apps/v1beta1', '1.16'],
  ['apps/v1beta2', '1.16'],
  ['batch/v1beta1', '1.25'],
  ['batch/v2alpha1', '1.21'],
  ['extensions/v1beta1', '1.16'],
]);

export const disallowDeprecatedApis = workloadRule({
  id: 'disallow-deprecated-apis',
  severity: 'error',
  summary: 'No workload is written in a version of the API that Kubernetes has removed',
  remediation: 'Write the version that replaces it, and the fields as that version has them.',
  aliases: { kubeLinter: ['no-extensions-v1beta'], kyverno: ['check-deprecated-apis'] },
  reads: [{ from: 'object', path: ['apiVersion'] }],
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      const { apiVersion, kind } = workload;
      const release = REMOVED_IN.get(apiVersion);
      if (release === undefined && apiVersion !== '') return;
      const flaw =
        release === undefined
          ? 'names no version of the API'
          : `is written in ${show(apiVersion)}, which Kubernetes ${release} removed: ${successorOf(kind)} takes its place`;
      report(problemAt(workload, ['apiVersion'], `the ${kind} ${flaw}`));
    };
  },
});

function successorOf(kind: string): string {
  return kind === 'CronJob' || kind === 'Job' ? 'batch/v1' : 'apps/v1';
}
