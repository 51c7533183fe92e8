import type { Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { optional, record, word } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { parseQuantity } from '../../../parse/quantity.ts';
import { fieldOf, problemAt } from '../shared/fields.ts';
import { containerInequality, podInequality } from './equal-amounts.ts';
import { podRequestOf } from './pod-request.ts';
import { amountOf } from './resource-amount.ts';
import { SECTIONS } from './resource-demand.ts';

/**
 * spec.resources (KEP-2837), where it is set, or else each of
 * spec.{initContainers,containers}[*].resources
 *   class: Guaranteed  limits.cpu and limits.memory above zero; requests.cpu and requests.memory undefined or the same
 *   class: Burstable   requests or limits, cpu or memory: one of them above zero in one place
 *
 * Ephemeral containers do not count: the API forbids them to have resources.
 */
const CLASSES = ['Guaranteed', 'Burstable'] as const;
const COUNTED = ['cpu', 'memory'] as const;

export const requireQosClass = workloadRule<{ readonly class?: (typeof CLASSES)[number] }>({
  id: 'require-qos-class',
  severity: 'warning',
  summary: 'Every pod is at least of the wanted QoS class',
  remediation:
    'Set requests of CPU and memory; for class Guaranteed set limits that are equal to them in every container.',
  aliases: { kyverno: ['require-qos-burstable', 'require-qos-guaranteed'] },
  reads: ['pod', 'resources'],
  options: record('Which class of service is wanted', {
    class: optional(word('Guaranteed, or Burstable: anything but BestEffort (default Burstable)', CLASSES)),
  }),
  compile({ class: wanted = 'Burstable' }) {
    return wanted === 'Guaranteed' ? checkGuaranteed : checkBurstable;
  },
});

function checkGuaranteed(workload: Workload, report: Report): void {
  if (workload.narrowed) return;
  if (hasOwnResources(workload)) {
    for (const resource of COUNTED) {
      const problem = podInequality(workload, resource);
      if (problem) report(problem);
    }
    return;
  }
  for (const container of workload.containers) {
    if (container.list === 'ephemeralContainers') continue;
    for (const resource of COUNTED) {
      const problem = containerInequality(workload, container, resource);
      if (problem) report(problem);
    }
  }
}

function checkBurstable(workload: Workload, report: Report): void {
  if (workload.narrowed || isMoreThanBestEffort(workload)) return;
  const who = hasOwnResources(workload)
    ? 'it sets resources, but none'
    : 'none of its containers sets requests or limits';
  report(problemAt(workload, workload.podPath, `the pod is of class BestEffort: ${who} of CPU or memory above zero`));
}

/** Then the containers' do not count. */
function hasOwnResources({ pod }: Workload): boolean {
  return pod.resources !== undefined && pod.resources !== null;
}

function isMoreThanBestEffort(workload: Workload): boolean {
  if (hasOwnResources(workload)) {
    for (const resource of COUNTED) {
      if ((podRequestOf(workload, resource) ?? 0n) > 0n) return true;
      if (isPositive(amountOf(workload.pod.resources, 'limits', resource))) return true;
    }
    return false;
  }
  for (const { list, spec } of workload.containers) {
    if (list !== 'ephemeralContainers' && asksForSomething(spec.resources)) return true;
  }
  return false;
}

function asksForSomething(resources: unknown): boolean {
  for (const section of SECTIONS) {
    const amounts = fieldOf(resources, section);
    for (const resource of COUNTED) if (isPositive(fieldOf(amounts, resource))) return true;
  }
  return false;
}

function isPositive(written: unknown): boolean {
  return written !== undefined && (parseQuantity(written) ?? 0n) > 0n;
}
