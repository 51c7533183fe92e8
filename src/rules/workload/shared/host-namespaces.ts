import type { Check } from '../../../model/rule.ts';
import { problemAt, stated } from './fields.ts';

/** Namespaces of the node that a pod may ask to share. */
export const HOST_NAMESPACES = ['network', 'pid', 'ipc'] as const;
export type HostNamespace = (typeof HOST_NAMESPACES)[number];

const FIELDS: readonly { readonly namespace: HostNamespace; readonly field: string; readonly shares: string }[] = [
  { namespace: 'network', field: 'hostNetwork', shares: 'the network' },
  { namespace: 'pid', field: 'hostPID', shares: 'the process list' },
  { namespace: 'ipc', field: 'hostIPC', shares: 'the shared memory' },
];

/** Reports each namespace of the node that the pod shares. */
export function refuseHostNamespaces(allowed: readonly HostNamespace[]): Check {
  const refused = FIELDS.filter(({ namespace }) => !allowed.includes(namespace));
  return (workload, report) => {
    for (const { field, shares } of refused) {
      const value = workload.pod[field];
      if (value === undefined || value === null || value === false) continue;
      const message = `the pod shares ${shares} of its node: it ${stated(field, value)}`;
      report(problemAt(workload, [...workload.podPath, field], message));
    }
  };
}
