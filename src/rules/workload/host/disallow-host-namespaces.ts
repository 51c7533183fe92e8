import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, word } from '../../../model/schema.ts';
import { problemAt, stated } from '../shared/fields.ts';
import { judgesPod } from '../shared/pod-scope.ts';

/**
 * spec
 *   hostNetwork, hostPID, hostIPC  undefined, false; anything for those that the option allow names
 */
const NAMESPACES = ['network', 'pid', 'ipc'] as const;
type Namespace = (typeof NAMESPACES)[number];

const FIELDS: readonly { readonly namespace: Namespace; readonly field: string; readonly shares: string }[] = [
  { namespace: 'network', field: 'hostNetwork', shares: 'the network' },
  { namespace: 'pid', field: 'hostPID', shares: 'the process list' },
  { namespace: 'ipc', field: 'hostIPC', shares: 'the shared memory' },
];

export const disallowHostNamespaces = workloadRule<{ readonly allow?: readonly Namespace[] }>({
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
      list('Namespaces of the node that pods may share (default none)', word('A namespace', NAMESPACES), {
        minItems: 0,
        maxItems: NAMESPACES.length,
      }),
    ),
  }),
  compile({ allow = [] }) {
    const forbidden = FIELDS.filter(({ namespace }) => !allow.includes(namespace));
    return (workload, report) => {
      for (const { field, shares } of forbidden) {
        const value = workload.pod[field];
        if (value === undefined || value === null || value === false || !judgesPod(workload)) continue;
        const message = `the pod shares ${shares} of its node: it ${stated(field, value)}`;
        report(problemAt(workload, [...workload.podPath, field], message));
      }
    };
  },
});
