import { workloadRule } from '../../model/rule.ts';
import { record } from '../../model/schema.ts';
import { describeContainer } from '../../model/workload.ts';
import { problemAt, stated } from './fields.ts';
import { ownSecurity, ownSecurityPath } from './security-context.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   privileged  undefined, false
 */
const PRIVILEGED = ['privileged'];

export const disallowPrivileged = workloadRule({
  id: 'disallow-privileged',
  severity: 'error',
  summary: 'No container may run privileged',
  remediation: 'Remove securityContext.privileged and add only the capabilities or devices the program needs.',
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      for (const container of workload.containers) {
        const privileged = ownSecurity(container, PRIVILEGED);
        if (privileged === undefined || privileged === false) continue;
        const message = `${describeContainer(container)} has the rights of root on the node: it ${stated('privileged', privileged)}`;
        report(problemAt(workload, ownSecurityPath(container, PRIVILEGED), message));
      }
    };
  },
});
