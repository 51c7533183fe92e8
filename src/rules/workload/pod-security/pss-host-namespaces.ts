import { refuseHostNamespaces } from '../shared/host-namespaces.ts';
import { podSecurityRule } from './pod-security-rule.ts';

/**
 * spec
 *   hostNetwork  undefined, false
 *   hostPID      undefined, false
 *   hostIPC      undefined, false
 */
export const pssHostNamespaces = podSecurityRule({
  id: 'pss-host-namespaces',
  check: 'hostNamespaces',
  level: 'baseline',
  since: 0,
  reason: 'host namespaces',
  summary: 'The pod shares no network, process or IPC namespace with its node (baseline)',
  remediation: 'Remove hostNetwork, hostPID and hostIPC from the pod spec.',
  compile: () => refuseHostNamespaces([]),
});
