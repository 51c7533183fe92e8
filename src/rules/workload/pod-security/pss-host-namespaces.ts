import { problemAt, show } from '../shared/fields.ts';
import { podSecurityRule } from '../shared/pod-security.ts';

/**
 * spec
 *   hostNetwork  undefined, false
 *   hostPID      undefined, false
 *   hostIPC      undefined, false
 */
const FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'];

export const pssHostNamespaces = podSecurityRule({
  id: 'pss-host-namespaces',
  check: 'hostNamespaces',
  level: 'baseline',
  since: 0,
  reason: 'host namespaces',
  summary: 'The pod shares no network, process or IPC namespace with its node (baseline)',
  remediation: 'Remove hostNetwork, hostPID and hostIPC from the pod spec.',
  compile: () => (workload, report) => {
    for (const field of FIELDS) {
      const value = workload.pod[field];
      if (value === undefined || value === null || value === false) continue;
      report(problemAt(workload, [...workload.podPath, field], `the pod must not set ${field}: ${show(value)}`));
    }
  },
});
