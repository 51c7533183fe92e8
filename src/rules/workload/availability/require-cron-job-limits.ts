import { OptionsError, workloadRule } from '../../../model/rule.ts';
import { flag, list, optional, record, word } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, showSome, stated } from '../shared/fields.ts';
import { isBuiltIn } from '../shared/replicas.ts';
import { isUnset } from '../shared/unset.ts';
import { isWholeNumber } from '../shared/whole-number.ts';

/**
 * spec of CronJob
 *   concurrencyPolicy        a word from the option concurrencyPolicies; absent and '' mean Allow
 *   startingDeadlineSeconds  a whole number from 10
 */
const POLICIES = ['Allow', 'Forbid', 'Replace'] as const;
/** The controller looks every ten seconds: with less, it may never be in time. */
const SHORTEST_DEADLINE = 10;

type Policy = (typeof POLICIES)[number];

export const requireCronJobLimits = workloadRule<{
  readonly concurrencyPolicies?: readonly Policy[];
  readonly requireStartingDeadline?: boolean;
}>({
  id: 'require-cron-job-limits',
  severity: 'warning',
  summary: 'No CronJob piles up runs or starts them long after their time',
  remediation: 'Set concurrencyPolicy to Forbid or Replace, and startingDeadlineSeconds to 10 or more.',
  reads: [
    { from: 'object', path: ['spec', 'concurrencyPolicy'] },
    { from: 'object', path: ['spec', 'startingDeadlineSeconds'] },
  ],
  options: record('What CronJobs must limit', {
    concurrencyPolicies: optional(
      list('Allowed values of concurrencyPolicy (default Forbid and Replace)', word('A concurrency policy', POLICIES), {
        maxItems: POLICIES.length,
      }),
    ),
    requireStartingDeadline: optional(flag('Require startingDeadlineSeconds (default true)')),
  }),
  compile({ concurrencyPolicies = ['Forbid', 'Replace'], requireStartingDeadline = true }) {
    const allowed = new Set<unknown>(concurrencyPolicies);
    if (!requireStartingDeadline && POLICIES.every((policy) => allowed.has(policy))) {
      throw new OptionsError('concurrencyPolicies', 'nothing is required: leave out Allow, or require a deadline');
    }
    return (workload, report) => {
      if (workload.kind !== 'CronJob' || !isBuiltIn(workload)) return;
      const policy = fieldOf(workload.object.spec, 'concurrencyPolicy');
      const isAbsent = isUnset(policy);
      if (!allowed.has(isAbsent ? 'Allow' : policy)) {
        const said = `${stated('concurrencyPolicy', policy)}${isAbsent ? ', which means Allow' : ''}`;
        const message = `the CronJob ${said}: only ${showSome(concurrencyPolicies)} may be used`;
        report(problemAt(workload, ['spec', 'concurrencyPolicy'], message));
      }
      const flaw = deadlineFlaw(workload, requireStartingDeadline);
      if (flaw !== undefined) {
        report(problemAt(workload, ['spec', 'startingDeadlineSeconds'], `the CronJob ${flaw}`));
      }
    };
  },
});

function deadlineFlaw({ object }: Workload, required: boolean): string | undefined {
  const deadline = fieldOf(object.spec, 'startingDeadlineSeconds');
  if (deadline === undefined && !required) return undefined;
  if (isWholeNumber(deadline, SHORTEST_DEADLINE)) return undefined;
  return `${stated('startingDeadlineSeconds', deadline)}: it must be a whole number from ${SHORTEST_DEADLINE}`;
}
