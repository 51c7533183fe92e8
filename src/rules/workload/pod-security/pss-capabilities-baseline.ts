import { describeContainer } from '../../../model/workload.ts';
import { problemAt, show } from '../shared/fields.ts';
import { podSecurityRule } from '../shared/pod-security.ts';
import { ownSecurity, ownSecurityPath } from '../shared/security-context.ts';
import { offendersOf } from './offenders.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.capabilities
 *   add  undefined, or names from the list below in exactly this spelling
 */
const ADD = ['capabilities', 'add'];

/** What container runtimes give by default, without NET_RAW. */
const DEFAULTS = new Set<unknown>([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);
const isDefault = (name: unknown) => DEFAULTS.has(name);

export const pssCapabilitiesBaseline = podSecurityRule({
  id: 'pss-capabilities-baseline',
  check: 'capabilities_baseline',
  level: 'baseline',
  since: 0,
  reason: 'non-default capabilities',
  summary: 'No container adds capabilities beyond the default ones (baseline)',
  remediation: 'Remove the capability from securityContext.capabilities.add.',
  compile: () => (workload, report) => {
    for (const container of workload.containers) {
      const added = ownSecurity(container, ADD);
      if (added === undefined) continue;
      if (!Array.isArray(added)) {
        const message = `${describeContainer(container)} must not set capabilities.add: ${show(added)}`;
        report(problemAt(workload, ownSecurityPath(container, ADD), message));
        continue;
      }
      for (const index of offendersOf(added, isDefault)) {
        // In a list of strings the API server reads null as ''.
        const name = show(added[index] ?? '');
        const message = `${describeContainer(container)} must not add the capability ${name}`;
        report(problemAt(workload, [...ownSecurityPath(container, ADD), index], message));
      }
    }
  },
});
