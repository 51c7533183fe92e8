import { workloadRule } from '../../../model/rule.ts';
import { flag, list, optional, record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, showSome } from '../shared/fields.ts';
import { type Labels, podLabels } from '../shared/label-selection.ts';
import { asksForSeveral } from '../shared/replicas.ts';
import { isKeptApart, isSpread, TOPOLOGY_KEY } from './spreading.ts';

/**
 * spec.affinity.podAntiAffinity of workloads with more than one replica
 *   requiredDuringSchedulingIgnoredDuringExecution[*]                   one of both holds a term with
 *   preferredDuringSchedulingIgnoredDuringExecution[*].podAffinityTerm  a wanted topologyKey that selects the own pods
 * spec.topologySpreadConstraints[*]  with a wanted topologyKey that selects the own pods; stands in for it
 */
export const requireAntiAffinity = workloadRule<{
  readonly topologyKeys?: readonly string[];
  readonly acceptTopologySpread?: boolean;
}>({
  id: 'require-anti-affinity',
  severity: 'warning',
  summary: 'The replicas of a workload keep away from each other',
  remediation: 'Add a podAntiAffinity whose labelSelector selects these pods, with topologyKey kubernetes.io/hostname.',
  aliases: { kubeLinter: ['no-anti-affinity'] },
  reads: ['pod', { from: 'object', path: ['spec', 'replicas'] }, { from: 'template', path: ['metadata', 'labels'] }],
  options: record('What keeps replicas apart', {
    topologyKeys: optional(
      list('Topology keys of which one is enough (default kubernetes.io/hostname)', TOPOLOGY_KEY, { maxItems: 16 }),
    ),
    acceptTopologySpread: optional(flag('Accept a topology spread constraint in its place (default true)')),
  }),
  compile({ topologyKeys = ['kubernetes.io/hostname'], acceptTopologySpread = true }) {
    const keys = new Set<unknown>(topologyKeys);
    const isSpreadEnough = (workload: Workload, labels: Labels): boolean => {
      for (const key of topologyKeys) if (isSpread(workload, labels, key)) return true;
      return false;
    };
    return (workload, report) => {
      if (!asksForSeveral(workload)) return;
      const labels = podLabels(workload);
      if (isKeptApart(workload, labels, keys) || (acceptTopologySpread && isSpreadEnough(workload, labels))) return;
      const antiAffinity = fieldOf(workload.pod.affinity, 'podAntiAffinity');
      const flaw =
        antiAffinity === undefined ? 'has no podAntiAffinity' : 'has no podAntiAffinity term for its own pods';
      const others = acceptTopologySpread ? ', and no topology spread constraint either' : '';
      report(
        problemAt(
          workload,
          [...workload.podPath, 'affinity', 'podAntiAffinity'],
          `the ${workload.kind} may run all its replicas in one place: it ${flaw} on ${showSome(topologyKeys)}${others}`,
        ),
      );
    };
  },
});
