import type { Check } from '../../../model/rule.ts';
import { describeContainer } from '../../../model/workload.ts';
import { fieldOf, problemAt, show, stated } from '../shared/fields.ts';
import { offendersOf } from '../shared/offenders.ts';
import { effectiveSecurity, ownSecurityPath, securityOrigin } from '../shared/security-context.ts';
import { isWholeNumber } from '../shared/whole-number.ts';

/** The largest user or group id that the API allows. */
export const MAX_ID = 2_147_483_647;

/** User or group ids, both ends included. */
export interface IdRange {
  readonly min: number;
  readonly max: number;
}

function describeRange({ min, max }: IdRange): string {
  return min === max ? `only ${min} is allowed` : `only whole numbers from ${min} to ${max} are allowed`;
}

const NOUNS = { runAsUser: 'user', runAsGroup: 'group' } as const;

/**
 * Reports each container for which an id outside of the range counts: its own or else the pod's. Where neither is set
 * the image decides, which is reported unless it is accepted or the pod is for Windows, which has no such ids.
 */
export function checkRunAs(field: 'runAsUser' | 'runAsGroup', range: IdRange, acceptsUnset: boolean): Check {
  const path = [field];
  return (workload, report) => {
    for (const container of workload.containers) {
      const id = effectiveSecurity(workload, container, path);
      if (isWholeNumber(id, range.min, range.max)) continue;
      if (id !== undefined) {
        const origin = securityOrigin(workload, container, path);
        const what = `runs as a ${NOUNS[field]} that is not allowed: ${origin.setter} ${stated(field, id)}; ${describeRange(range)}`;
        report(problemAt(workload, origin.path, `${describeContainer(container)} ${what}`));
      } else if (!acceptsUnset && !workload.windows) {
        const what = `runs as the ${NOUNS[field]} of its image: neither it nor the pod sets ${field}`;
        report(problemAt(workload, ownSecurityPath(container, path), `${describeContainer(container)} ${what}`));
      }
    }
  };
}

/** Reports an fsGroup of the pod outside of the range. */
export function checkFsGroup(range: IdRange): Check {
  return (workload, report) => {
    const group = fieldOf(workload.pod.securityContext, 'fsGroup');
    if (group === undefined || isWholeNumber(group, range.min, range.max)) return;
    const message = `the pod sets fsGroup: ${show(group)}; ${describeRange(range)}`;
    report(problemAt(workload, [...workload.podPath, 'securityContext', 'fsGroup'], message));
  };
}

/** Reports each of the pod's supplementalGroups outside of the range. The API reads a null among them as 0. */
export function checkSupplementalGroups(range: IdRange): Check {
  const isAllowed = (group: unknown): boolean => isWholeNumber(group, range.min, range.max);
  return (workload, report) => {
    const groups = fieldOf(workload.pod.securityContext, 'supplementalGroups');
    if (groups === undefined) return;
    const path = [...workload.podPath, 'securityContext', 'supplementalGroups'];
    if (!Array.isArray(groups)) {
      report(problemAt(workload, path, `the pod sets supplementalGroups: ${show(groups)}, which is not a list`));
      return;
    }
    for (const index of offendersOf(groups, isAllowed)) {
      const message = `the pod adds the supplementalGroups ${show(groups[index])}; ${describeRange(range)}`;
      report(problemAt(workload, [...path, index], message));
    }
  };
}
