import type { Problem } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { number, optional, record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show, stated } from '../shared/fields.ts';
import { isJob, jobSpecOf, jobSpecPath } from '../shared/jobs.ts';
import { hasController } from '../shared/owners.ts';
import { isWholeNumber } from '../shared/whole-number.ts';

/**
 * Job, where no controller made it
 *   spec.ttlSecondsAfterFinished                   a whole number from 0 to the option max
 * CronJob
 *   spec.jobTemplate.spec.ttlSecondsAfterFinished  undefined: its history limits clean up
 */
const FIELD = 'ttlSecondsAfterFinished';

export const requireJobTtl = workloadRule<{ readonly max?: number }>({
  id: 'require-job-ttl',
  severity: 'warning',
  summary: 'Finished Jobs are cleaned up, by their TTL or by the history limits of their CronJob',
  remediation: 'Set spec.ttlSecondsAfterFinished in a Job; in a CronJob use its history limits instead.',
  aliases: { kubeLinter: ['job-ttl-seconds-after-finished'], kyverno: ['add-ttl-jobs'] },
  reads: [
    { from: 'object', path: ['spec', FIELD] },
    { from: 'object', path: ['spec', 'jobTemplate', 'spec', FIELD] },
  ],
  options: record('How long finished Jobs may stay', {
    max: optional(number('The longest TTL, in seconds (default: any)', { integer: true, minimum: 0 })),
  }),
  compile({ max }) {
    return (workload, report) => {
      if (!isJob(workload) || (workload.kind === 'Job' && hasController(workload))) return;
      const ttl = fieldOf(jobSpecOf(workload), FIELD);
      const message = workload.kind === 'CronJob' ? cronJobFault(ttl) : jobFault(ttl, max);
      if (message !== undefined) report(ttlProblem(workload, message));
    };
  },
});

function cronJobFault(ttl: unknown): string | undefined {
  if (ttl === undefined) return undefined;
  return `the CronJob sets ${FIELD}: ${show(ttl)} for its Jobs, and its history limits clean up already`;
}

function jobFault(ttl: unknown, max: number | undefined): string | undefined {
  if (ttl === undefined) return `the Job stays for ever when it is done: it ${stated(FIELD, ttl)}`;
  if (!isWholeNumber(ttl)) return `the Job ${stated(FIELD, ttl)}, not a whole number from 0`;
  return max !== undefined && ttl > max
    ? `the Job ${stated(FIELD, ttl)}, more than the ${max} that are allowed`
    : undefined;
}

function ttlProblem(workload: Workload, message: string): Problem {
  return problemAt(workload, [...jobSpecPath(workload), FIELD], message);
}
