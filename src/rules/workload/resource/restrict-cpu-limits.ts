import type { Problem, Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { optional, record, word } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { problemAt, show } from '../shared/fields.ts';
import { amountFault, amountOf, amountProblem, describeOwner, type Owner, resourcesPath } from './resource-amount.ts';

/**
 * spec.{initContainers,containers}[*].resources.limits.cpu, spec.resources.limits.cpu (KEP-2837)
 *   limits: Forbid   undefined
 *   limits: Require  a quantity above zero, on the container or on the pod
 *
 * Ephemeral containers pass: the API forbids them to have resources.
 */
const STANCES = ['Require', 'Forbid'] as const;

export const restrictCpuLimits = workloadRule<{ readonly limits?: (typeof STANCES)[number] }>({
  id: 'restrict-cpu-limits',
  severity: 'warning',
  summary: 'No container has a CPU limit or, where the policy says so, every one has',
  remediation: 'Remove resources.limits.cpu and request CPU instead; where the policy requires CPU limits, set one.',
  aliases: { kyverno: ['forbid-cpu-limits', 'require-cpu-limits'] },
  reads: ['pod', 'resources'],
  options: record('Whether CPU limits are wanted', {
    limits: optional(word('Require: every container has one; Forbid: none has (default Forbid)', STANCES)),
  }),
  compile({ limits = 'Forbid' }) {
    return limits === 'Forbid' ? forbid : demand;
  },
});

function forbid(workload: Workload, report: Report): void {
  for (const container of workload.containers) {
    if (container.list === 'ephemeralContainers') continue;
    const limit = amountOf(container.spec.resources, 'limits', 'cpu');
    if (limit !== undefined) report(forbiddenProblem(workload, container, limit));
  }
  if (workload.narrowed) return;
  const limit = amountOf(workload.pod.resources, 'limits', 'cpu');
  if (limit !== undefined) report(forbiddenProblem(workload, undefined, limit));
}

function forbiddenProblem(workload: Workload, owner: Owner, limit: unknown): Problem {
  const message = `${describeOwner(owner)} has a CPU limit: it sets resources.limits.cpu: ${show(limit)}`;
  return problemAt(workload, [...resourcesPath(workload, owner), 'limits', 'cpu'], message);
}

function demand(workload: Workload, report: Report): void {
  const podLimit = amountOf(workload.pod.resources, 'limits', 'cpu');
  for (const container of workload.containers) {
    if (container.list === 'ephemeralContainers') continue;
    const limit = amountOf(container.spec.resources, 'limits', 'cpu');
    if (limit !== undefined) reportFault(workload, container, limit, report);
    else if (podLimit === undefined) report(missingProblem(workload, container));
  }
  if (podLimit !== undefined && !workload.narrowed) reportFault(workload, undefined, podLimit, report);
}

function reportFault(workload: Workload, owner: Owner, limit: unknown, report: Report): void {
  const fault = amountFault(limit);
  if (fault !== undefined) report(amountProblem(workload, owner, 'limits', 'cpu', fault));
}

function missingProblem(workload: Workload, owner: Owner): Problem {
  const message = `${describeOwner(owner)} sets no resources.limits.cpu, and neither does the pod`;
  return problemAt(workload, [...resourcesPath(workload, owner), 'limits', 'cpu'], message);
}
