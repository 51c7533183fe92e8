import type { Workload } from '../../../model/workload.ts';

/**
 * Whether what the pod says of itself is judged. A request that adds ephemeral containers is judged for these
 * alone: the workload then holds no others, whereas every pod has at least one of another kind.
 */
export function judgesPod({ containers: [first] }: Workload): boolean {
  return first === undefined || first.list !== 'ephemeralContainers';
}
