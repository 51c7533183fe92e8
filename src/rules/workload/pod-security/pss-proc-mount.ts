import type { Check } from '../../../model/rule.ts';
import { describeContainer } from '../../../model/workload.ts';
import { problemAt, show } from '../shared/fields.ts';
import { podSecurityRule } from '../shared/pod-security.ts';
import { ownSecurity, ownSecurityPath } from '../shared/security-context.ts';
import { exceptInUserNamespace } from './exemptions.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   procMount  undefined, Default
 * spec.hostUsers
 *   false: from 1.35 on nothing is asked
 */
const PROC_MOUNT = ['procMount'];

/** Reports each container whose /proc is not the masked one, whatever its user namespace. */
export const refuseProcMounts: Check = (workload, report) => {
  for (const container of workload.containers) {
    const procMount = ownSecurity(container, PROC_MOUNT);
    if (procMount === undefined || procMount === 'Default') continue;
    const message = `${describeContainer(container)} must not set procMount: ${show(procMount)}`;
    report(problemAt(workload, ownSecurityPath(container, PROC_MOUNT), message));
  }
};

export const pssProcMount = podSecurityRule({
  id: 'pss-proc-mount',
  check: 'procMount',
  level: 'baseline',
  since: 0,
  reason: 'procMount',
  summary: 'No container unmasks /proc, unless the pod has its own user namespace (baseline)',
  remediation: 'Remove securityContext.procMount or set it to Default.',
  compile: (minor) => exceptInUserNamespace(minor, refuseProcMounts),
});
