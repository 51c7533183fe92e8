import { workloadRule } from '../../../model/rule.ts';
import { record, required } from '../../../model/schema.ts';
import { type Entry, metadataReads, ON, requiredEntries, requireEntries, type Where } from './metadata-entries.ts';

/**
 * metadata.annotations of the object and of its pod template
 *   <key>  a value that is not empty and matches one of the globs, if there are any
 */
export const requireAnnotations = workloadRule<{ readonly annotations: readonly Entry[]; readonly on?: Where }>({
  id: 'require-annotations',
  severity: 'warning',
  summary: 'Every workload has the required annotations',
  remediation: 'Add the annotation under metadata.annotations, of the object and of its pod template.',
  aliases: { kubeLinter: ['required-annotation-email'], kyverno: ['require-annotations'] },
  reads: metadataReads('annotations'),
  options: record('Which annotations are required, and where', {
    annotations: required(requiredEntries('Annotations that are required')),
    on: ON,
  }),
  compile({ annotations, on = 'both' }) {
    return requireEntries('annotations', annotations, on);
  },
});
