import { workloadRule } from '../../../model/rule.ts';
import { number, optional, record } from '../../../model/schema.ts';
import { fieldOf, problemAt, stated } from '../shared/fields.ts';
import { isBuiltIn } from '../shared/replicas.ts';
import { isWholeNumber } from '../shared/whole-number.ts';

/**
 * spec.revisionHistoryLimit of Deployment, StatefulSet, DaemonSet
 *   a whole number from 0 to the option max; absent means 10
 */
const KINDS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
const DEFAULT_LIMIT = 10;

export const limitRevisionHistory = workloadRule<{ readonly max?: number }>({
  id: 'limit-revision-history',
  severity: 'info',
  summary: 'No workload keeps more old revisions than the policy allows',
  remediation: 'Set spec.revisionHistoryLimit to at most the number that the policy allows.',
  reads: [{ from: 'object', path: ['spec', 'revisionHistoryLimit'] }],
  options: record('How many old revisions are enough', {
    max: optional(number('Most old revisions (default 10)', { integer: true, minimum: 0, maximum: 10_000 })),
  }),
  compile({ max = DEFAULT_LIMIT }) {
    return (workload, report) => {
      if (!KINDS.has(workload.kind) || !isBuiltIn(workload)) return;
      const written = fieldOf(workload.object.spec, 'revisionHistoryLimit');
      const limit = written ?? DEFAULT_LIMIT;
      if (isWholeNumber(limit, 0, max)) return;
      const absent = written === undefined ? `, which means ${DEFAULT_LIMIT}` : '';
      const said = stated('revisionHistoryLimit', written);
      const message = `the ${workload.kind} ${said}${absent}: it must be a whole number from 0 to ${max}`;
      report(problemAt(workload, ['spec', 'revisionHistoryLimit'], message));
    };
  },
});
