import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record } from '../../../model/schema.ts';
import { problemAt, showSome } from '../shared/fields.ts';
import { podLabels } from '../shared/label-selection.ts';
import { asksForSeveral } from '../shared/replicas.ts';
import { isSpread, TOPOLOGY_KEY } from './spreading.ts';

/**
 * spec.topologySpreadConstraints of workloads with more than one replica
 *   a list with a constraint whose labelSelector selects the own pods, for each topologyKey of the option, or for any
 */
/** One constraint, on any key. */
const ANY: readonly undefined[] = [undefined];

export const requireTopologySpread = workloadRule<{ readonly topologyKeys?: readonly string[] }>({
  id: 'require-topology-spread',
  severity: 'warning',
  summary: 'The replicas of a workload are spread over nodes or zones',
  remediation: 'Add a topologySpreadConstraint for the topology key whose labelSelector selects these pods.',
  aliases: {
    polaris: ['topologySpreadConstraint'],
    kyverno: ['topologyspreadconstraints-policy'],
  },
  reads: ['pod', { from: 'object', path: ['spec', 'replicas'] }, { from: 'template', path: ['metadata', 'labels'] }],
  options: record('What replicas are spread over', {
    topologyKeys: optional(
      list('Topology keys that each need a constraint (default: one constraint on any key)', TOPOLOGY_KEY, {
        maxItems: 16,
      }),
    ),
  }),
  compile({ topologyKeys }) {
    const wanted = topologyKeys ?? ANY;
    return (workload, report) => {
      if (!asksForSeveral(workload)) return;
      const labels = podLabels(workload);
      const missing = wanted.filter((key) => !isSpread(workload, labels, key));
      if (missing.length === 0) return;
      const over = topologyKeys === undefined ? '' : ` over ${showSome(missing)}`;
      const message = `the ${workload.kind} has no topology spread constraint that spreads its own pods${over}`;
      report(problemAt(workload, [...workload.podPath, 'topologySpreadConstraints'], message));
    };
  },
});
