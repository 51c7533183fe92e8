import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { refusePrivileged } from '../shared/privileged.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   privileged  undefined, false
 */
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
  compile: () => refusePrivileged,
});
