import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { containerInequality, podInequality } from './equal-amounts.ts';
import { amountOf } from './resource-amount.ts';

/**
 * spec.resources (KEP-2837), where it sets limits.memory, or else each of
 * spec.{initContainers,containers}[*].resources
 *   limits.memory    a quantity above zero
 *   requests.memory  undefined, or the same quantity
 *
 * Ephemeral containers pass: the API forbids them to have resources.
 */
export const memoryRequestEqualsLimit = workloadRule({
  id: 'memory-request-equals-limit',
  severity: 'warning',
  summary: 'Every container requests as much memory as it may use',
  remediation: 'Set resources.limits.memory and the same amount, or nothing, as resources.requests.memory.',
  aliases: { kyverno: ['memory-requests-equal-limits'] },
  reads: ['pod', 'resources'],
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      if (amountOf(workload.pod.resources, 'limits', 'memory') !== undefined) {
        const problem = workload.narrowed ? undefined : podInequality(workload, 'memory');
        if (problem) report(problem);
        return;
      }
      for (const container of workload.containers) {
        if (container.list === 'ephemeralContainers') continue;
        const problem = containerInequality(workload, container, 'memory');
        if (problem) report(problem);
      }
    };
  },
});
