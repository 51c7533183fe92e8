import { describeContainer } from '../../../model/workload.ts';
import { problemAt, show } from '../shared/fields.ts';
import { podSecurityRule } from '../shared/pod-security.ts';
import { ownSecurity, ownSecurityPath } from '../shared/security-context.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   privileged  undefined, false
 */
const PRIVILEGED = ['privileged'];

export const pssPrivileged = podSecurityRule({
  id: 'pss-privileged',
  check: 'privileged',
  level: 'baseline',
  since: 0,
  reason: 'privileged',
  summary: 'No container is privileged (baseline)',
  remediation: 'Remove securityContext.privileged from the container.',
  compile: () => (workload, report) => {
    for (const container of workload.containers) {
      const privileged = ownSecurity(container, PRIVILEGED);
      if (privileged === undefined || privileged === false) continue;
      const message = `${describeContainer(container)} must not set securityContext.privileged: ${show(privileged)}`;
      report(problemAt(workload, ownSecurityPath(container, PRIVILEGED), message));
    }
  },
});
