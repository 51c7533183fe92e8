import type { FieldPath } from '../../../model/path.ts';
import type { Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { number, optional, record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, stated } from '../shared/fields.ts';
import { isJob, jobSpecOf, jobSpecPath } from '../shared/jobs.ts';
import { hasController } from '../shared/owners.ts';
import { isBuiltIn } from '../shared/replicas.ts';
import { isUnset } from '../shared/unset.ts';
import { isWholeNumber } from '../shared/whole-number.ts';

/**
 * activeDeadlineSeconds, of the pod or of the Job  a whole number from 1 to the option max, on one of the two at least
 *   Job      spec, spec.template.spec
 *   CronJob  spec.jobTemplate.spec, spec.jobTemplate.spec.template.spec
 *   Pod      spec, where restartPolicy is Never or OnFailure and no controller made it
 */
const FIELD = 'activeDeadlineSeconds';

export const requireActiveDeadline = workloadRule<{ readonly max?: number }>({
  id: 'require-active-deadline',
  severity: 'warning',
  summary: 'Every Job, and every bare pod that ends by itself, has a deadline',
  remediation: 'Set activeDeadlineSeconds in the spec of the Job, or of the pod.',
  aliases: { kyverno: ['enforce-pod-duration'] },
  reads: [
    { from: 'object', path: ['spec', FIELD] },
    { from: 'object', path: ['spec', 'jobTemplate', 'spec', FIELD] },
    { from: 'template', path: ['spec', FIELD] },
    { from: 'template', path: ['spec', 'restartPolicy'] },
  ],
  options: record('How long a deadline may be', {
    max: optional(number('The longest deadline, in seconds (default: any)', { integer: true, minimum: 1 })),
  }),
  compile({ max }) {
    return (workload, report) => {
      if (isJob(workload)) {
        const path = [...jobSpecPath(workload), FIELD];
        check(workload, [{ written: fieldOf(jobSpecOf(workload), FIELD), path }, ofPod(workload)], max, report);
      } else if (isBarePodThatEnds(workload) && !workload.narrowed) {
        check(workload, [ofPod(workload)], max, report);
      }
    };
  },
});

/** What a Job makes is asked of the Job. */
function isBarePodThatEnds(workload: Workload): boolean {
  const { kind, pod } = workload;
  const ends = !isUnset(pod.restartPolicy) && pod.restartPolicy !== 'Always';
  return ends && kind === 'Pod' && isBuiltIn(workload) && !hasController(workload);
}

interface Deadline {
  readonly path: FieldPath;
  /** Undefined where there is none. */
  readonly written: unknown;
}

function ofPod({ pod, podPath }: Workload): Deadline {
  return { written: fieldOf(pod, FIELD), path: [...podPath, FIELD] };
}

/** One deadline that is short enough will do, but none may be unreadable. */
function check(
  workload: Workload,
  places: readonly [Deadline, ...Deadline[]],
  max: number | undefined,
  report: Report,
): void {
  const isEnough = places.some(({ written }) => isWholeNumber(written, 1, max));
  const deadlines = places.filter(({ written }) => written !== undefined);
  for (const { path, written } of deadlines) {
    const isReadable = isWholeNumber(written, 1);
    if (isEnough && isReadable) continue;
    const complaint = isReadable ? `more than the ${max} that are allowed` : 'not a whole number from 1';
    report(problemAt(workload, path, `the ${workload.kind} ${stated(FIELD, written)}, ${complaint}`));
  }
  if (deadlines.length === 0) {
    const message = `the ${workload.kind} may run for ever: it ${stated(FIELD, undefined)}`;
    report(problemAt(workload, places[0].path, message));
  }
}
