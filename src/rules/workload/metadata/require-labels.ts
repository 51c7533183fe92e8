import { workloadRule } from '../../../model/rule.ts';
import { optional, record } from '../../../model/schema.ts';
import { type Entry, metadataReads, ON, requiredEntries, requireEntries, type Where } from './metadata-entries.ts';

/**
 * metadata.labels of the object and of its pod template
 *   <key>  a value that is not empty and matches one of the globs, if there are any
 */
const DEFAULTS: readonly Entry[] = [{ key: 'app.kubernetes.io/name' }];

export const requireLabels = workloadRule<{ readonly labels?: readonly Entry[]; readonly on?: Where }>({
  id: 'require-labels',
  severity: 'warning',
  summary: 'Every workload has the required labels',
  remediation: 'Add the label under metadata.labels, of the object and of its pod template.',
  aliases: { kubeLinter: ['required-label-owner'], kyverno: ['require-labels', 'metadata-match-regex'] },
  reads: metadataReads('labels'),
  options: record('Which labels are required, and where', {
    labels: optional(requiredEntries('Labels that are required (default app.kubernetes.io/name with any value)')),
    on: ON,
  }),
  compile({ labels = DEFAULTS, on = 'both' }) {
    return requireEntries('labels', labels, on);
  },
});
