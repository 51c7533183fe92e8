import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, word } from '../../../model/schema.ts';
import { HOST_NAMESPACES, type HostNamespace, refuseHostNamespaces } from '../shared/host-namespaces.ts';

/**
 * spec
 *   hostNetwork, hostPID, hostIPC  undefined, false; anything for those that the option allow names
 */
export const disallowHostNamespaces = workloadRule<{ readonly allow?: readonly HostNamespace[] }>({
  id: 'disallow-host-namespaces',
  severity: 'error',
  summary: 'No pod shares the network, process or IPC namespace of its node',
  remediation: 'Remove hostNetwork, hostPID and hostIPC from the pod spec.',
  aliases: {
    kubeLinter: ['host-network', 'host-pid', 'host-ipc'],
    polaris: ['hostNetworkSet', 'hostPIDSet', 'hostIPCSet'],
    kyverno: ['disallow-host-namespaces'],
    pss: ['hostNamespaces'],
  },
  options: record('Which namespaces may be shared', {
    allow: optional(
      list('Namespaces of the node that pods may share (default none)', word('A namespace', HOST_NAMESPACES), {
        minItems: 0,
        maxItems: HOST_NAMESPACES.length,
      }),
    ),
  }),
  compile({ allow = [] }) {
    const judge = refuseHostNamespaces(allow);
    return (workload, report, surroundings) => {
      if (!workload.narrowed) judge(workload, report, surroundings);
    };
  },
});
