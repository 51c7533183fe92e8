import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { describeContainer } from '../../../model/workload.ts';
import { problemAt, stated } from '../shared/fields.ts';
import { ownSecurity, ownSecurityPath } from '../shared/security-context.ts';

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
  aliases: {
    kubeLinter: ['privileged-container'],
    polaris: ['runAsPrivileged'],
    kyverno: ['disallow-privileged-containers'],
    pss: ['privileged'],
  },
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
