import { isObject, type JsonObject } from '../../../model/json.ts';
import { OptionsError, workloadRule } from '../../../model/rule.ts';
import { flag, optional, record } from '../../../model/schema.ts';
import { problemAt, show } from '../shared/fields.ts';
import { type Labels, podLabels, selects } from '../shared/label-selection.ts';

/**
 * NetworkPolicy (networking.k8s.io)
 *   spec.podSelector  selects metadata.labels of the pod; undefined and {} select every pod of the namespace
 *   spec.policyTypes  Ingress, Egress; undefined and [] mean Ingress, and Egress where there are egress rules
 *   spec.egress       a list of rules
 * spec.hostNetwork of the pod: where it is true, no NetworkPolicy has an effect, and none is asked for
 */
type Direction = 'Ingress' | 'Egress';

export const requireNetworkPolicy = workloadRule<{ readonly ingress?: boolean; readonly egress?: boolean }>({
  id: 'require-network-policy',
  severity: 'warning',
  summary: 'A NetworkPolicy selects every pod',
  remediation: 'Add a NetworkPolicy to the namespace whose podSelector matches the labels of the pod.',
  aliases: { kubeLinter: ['non-isolated-pod'], polaris: ['missingNetworkPolicy'] },
  crossObject: true,
  reads: [
    { from: 'template', path: ['metadata', 'labels'] },
    { from: 'template', path: ['spec', 'hostNetwork'] },
  ],
  options: record('Which traffic a NetworkPolicy has to rule', {
    ingress: optional(flag('Incoming traffic (default true)')),
    egress: optional(flag('Outgoing traffic (default false)')),
  }),
  compile({ ingress = true, egress = false }) {
    const directions: Direction[] = [];
    if (ingress) directions.push('Ingress');
    if (egress) directions.push('Egress');
    if (directions.length === 0) throw new OptionsError('ingress', 'nothing is required: ask for ingress or egress');
    return (workload, report, surroundings) => {
      // In the network of the node, a pod is out of reach of NetworkPolicies.
      if (workload.pod.hostNetwork === true) return;
      const policies = surroundings.objects('networking.k8s.io', 'NetworkPolicy', workload.namespace);
      const labels = podLabels(workload);
      for (const direction of directions) {
        if (isIsolated(policies, labels, direction)) continue;
        const message =
          `the pod is selected by no NetworkPolicy of type ${direction} ` +
          `among the files for namespace ${show(workload.namespace)}`;
        report(problemAt(workload, [...workload.templatePath, 'metadata', 'labels'], message));
      }
    };
  },
});

function isIsolated(policies: readonly JsonObject[], labels: Labels, direction: Direction): boolean {
  for (const policy of policies) {
    const spec = policy.spec ?? {};
    if (isObject(spec) && rules(spec, direction) && selects(spec.podSelector ?? {}, labels)) return true;
  }
  return false;
}

/** Whether a NetworkPolicy speaks of a direction: pods that it selects have no other such traffic than it allows. */
function rules(spec: JsonObject, direction: Direction): boolean {
  const types = spec.policyTypes ?? [];
  if (!Array.isArray(types)) return false;
  if (types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || (Array.isArray(spec.egress) && spec.egress.length > 0);
}
