import { workloadRule } from '../../../model/rule.ts';
import { record, required } from '../../../model/schema.ts';
import { type Entry, forbiddenEntries, forbidEntries, metadataReads } from './metadata-entries.ts';

/**
 * metadata.annotations of the object, of its pod template, and of the job template of a CronJob
 *   none that is forbidden
 */
export const restrictAnnotations = workloadRule<{ readonly forbidden: readonly Entry[] }>({
  id: 'restrict-annotations',
  severity: 'error',
  summary: 'No workload has a forbidden annotation',
  remediation: 'Remove the annotation.',
  aliases: { kubeLinter: ['forbidden-annotation'], kyverno: ['allowed-annotations', 'restrict-annotations'] },
  reads: metadataReads('annotations'),
  options: record('Which annotations are forbidden', {
    forbidden: required(forbiddenEntries('Annotations that are forbidden; keys are globs')),
  }),
  compile({ forbidden }) {
    return forbidEntries('annotations', forbidden);
  },
});
