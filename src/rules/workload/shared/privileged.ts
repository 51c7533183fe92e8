import type { Check } from '../../../model/rule.ts';
import { describeContainer } from '../../../model/workload.ts';
import { problemAt, stated } from './fields.ts';
import { ownSecurity, ownSecurityPath } from './security-context.ts';

const PRIVILEGED = ['privileged'];

/** Reports each container that is privileged, or may be. */
export const refusePrivileged: Check = (workload, report) => {
  for (const container of workload.containers) {
    const privileged = ownSecurity(container, PRIVILEGED);
    if (privileged === undefined || privileged === false) continue;
    const message = `${describeContainer(container)} has the rights of root on the node: it ${stated('privileged', privileged)}`;
    report(problemAt(workload, ownSecurityPath(container, PRIVILEGED), message));
  }
};
