import type { Check } from '../../../model/rule.ts';
import { describeContainer } from '../../../model/workload.ts';
import { problemAt, show } from './fields.ts';
import { ownSecurity, ownSecurityPath } from './security-context.ts';

const PROC_MOUNT = ['procMount'];

/** Reports each container whose /proc is not the masked one, whatever its user namespace. */
export const refuseProcMounts: Check = (workload, report) => {
  for (const container of workload.containers) {
    const procMount = ownSecurity(container, PROC_MOUNT);
    if (procMount === undefined || procMount === 'Default') continue;
    const message = `${describeContainer(container)} does not get the masked /proc of the runtime: it sets procMount: ${show(procMount)}`;
    report(problemAt(workload, ownSecurityPath(container, PROC_MOUNT), message));
  }
};
