import { isObject } from '../../../model/json.ts';
import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt } from '../shared/fields.ts';
import { isBuiltIn } from '../shared/replicas.ts';

/**
 * One of these under spec is not empty:
 *   nodeSelector
 *   affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms
 *   affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution
 *
 * DaemonSets pass: their controller names the node of each of their pods in such a term.
 */
export const requireNodeAffinity = workloadRule({
  id: 'require-node-affinity',
  severity: 'warning',
  summary: 'Every pod says which nodes it wants',
  remediation: 'Set spec.nodeSelector, or terms under spec.affinity.nodeAffinity.',
  aliases: { kubeLinter: ['no-node-affinity'] },
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      if (selectsNodes(workload) || workload.narrowed || isDaemonSet(workload)) return;
      const message = 'the pod says nothing of nodes: it sets neither nodeSelector nor terms of nodeAffinity';
      report(problemAt(workload, workload.podPath, message));
    };
  },
});

function isDaemonSet(workload: Workload): boolean {
  return workload.kind === 'DaemonSet' && isBuiltIn(workload);
}

function selectsNodes({ pod }: Workload): boolean {
  const { nodeSelector } = pod;
  if (isObject(nodeSelector) && Object.values(nodeSelector).some(isLabelValue)) return true;
  const affinity = fieldOf(pod.affinity, 'nodeAffinity');
  if (affinity === undefined) return false;
  const required = fieldOf(affinity, 'requiredDuringSchedulingIgnoredDuringExecution');
  return (
    hasItems(fieldOf(required, 'nodeSelectorTerms')) ||
    hasItems(fieldOf(affinity, 'preferredDuringSchedulingIgnoredDuringExecution'))
  );
}

/** In a map of strings the API server reads null as ''. */
function isLabelValue(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function hasItems(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
