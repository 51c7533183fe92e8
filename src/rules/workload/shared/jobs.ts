import type { FieldPath } from '../../../model/path.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf } from './fields.ts';
import { isBuiltIn } from './replicas.ts';

/** True for Jobs and CronJobs of batch/v1; other API groups have kinds of these names too. */
export function isJob(workload: Workload): boolean {
  return (workload.kind === 'Job' || workload.kind === 'CronJob') && isBuiltIn(workload);
}

/** Where a Job or CronJob has its batch/v1 JobSpec. */
export function jobSpecPath({ kind }: Workload): FieldPath {
  return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec'] : ['spec'];
}

/** The batch/v1 JobSpec of a Job or CronJob, as written. */
export function jobSpecOf({ kind, object }: Workload): unknown {
  return kind === 'CronJob' ? fieldOf(fieldOf(object.spec, 'jobTemplate'), 'spec') : object.spec;
}
