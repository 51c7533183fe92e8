import { OptionsError, workloadRule } from '../../../model/rule.ts';
import { number, optional, record } from '../../../model/schema.ts';
import { problemAt, stated } from '../shared/fields.ts';
import { isWholeNumber } from '../shared/whole-number.ts';

/**
 * spec.terminationGracePeriodSeconds
 *   a whole number between the options min and max; absent means 30
 */
const DEFAULT_SECONDS = 30;
const seconds = (description: string) =>
  optional(number(description, { integer: true, minimum: 0, maximum: 1_000_000_000 }));

export const restrictTerminationGracePeriod = workloadRule<{ readonly min?: number; readonly max?: number }>({
  id: 'restrict-termination-grace-period',
  severity: 'warning',
  summary: 'Every pod has time to stop, and not too much of it',
  remediation: 'Set terminationGracePeriodSeconds to the time that the process needs to stop, within the range.',
  reads: [{ from: 'template', path: ['spec', 'terminationGracePeriodSeconds'] }],
  options: record('How long a pod may take to stop', {
    min: seconds('Fewest seconds (default 1)'),
    max: seconds('Most seconds (default 600)'),
  }),
  compile({ min = 1, max = 600 }) {
    if (min > max) throw new OptionsError('min', `${min} is more than the maximum, ${max}`);
    return (workload, report) => {
      if (workload.narrowed) return;
      const written = workload.pod.terminationGracePeriodSeconds ?? undefined;
      const period = written ?? DEFAULT_SECONDS;
      if (isWholeNumber(period, min, max)) return;
      const absent = written === undefined ? `, which means ${DEFAULT_SECONDS}` : '';
      const said = stated('terminationGracePeriodSeconds', written);
      const message = `the pod ${said}${absent}: it must be a whole number from ${min} to ${max}`;
      report(problemAt(workload, [...workload.podPath, 'terminationGracePeriodSeconds'], message));
    };
  },
});
