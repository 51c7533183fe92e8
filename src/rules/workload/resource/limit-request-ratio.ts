import type { Problem, Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { number, optional, record } from '../../../model/schema.ts';
import type { Container, Workload } from '../../../model/workload.ts';
import { parseQuantity } from '../../../parse/quantity.ts';
import { show } from '../shared/fields.ts';
import { podRequestOf } from './pod-request.ts';
import { amountFault, amountOf, amountProblem, type Owner } from './resource-amount.ts';

/**
 * spec.resources (KEP-2837), where it limits the resource, or else each of
 * spec.{initContainers,containers}[*].resources
 *   limits.{cpu,memory}    undefined, or a quantity above zero, at most the ratio times the request
 *   requests.{cpu,memory}  undefined, or a quantity above zero
 *
 * Ephemeral containers pass: the API forbids them to have resources.
 */
interface Ratio {
  readonly resource: 'cpu' | 'memory';
  readonly text: string;
  /** In nano-units, as quantities are. */
  readonly value: bigint;
}

const NANO = 1_000_000_000n;

const ratio = (description: string) => optional(number(description, { minimum: 1, maximum: 1_000 }));

export const limitRequestRatio = workloadRule<{ readonly cpu?: number; readonly memory?: number }>({
  id: 'limit-request-ratio',
  severity: 'warning',
  summary: 'No container may use many times what it requests',
  remediation: 'Raise the request towards what the container uses, or lower the limit.',
  aliases: { kyverno: ['enforce-resources-as-ratio'] },
  reads: ['pod', 'resources'],
  options: record('How many times its request a limit may be', {
    cpu: ratio('The largest ratio of CPU limit to CPU request (default: not judged)'),
    memory: ratio(
      'The largest ratio of memory limit to memory request (default 2; not judged where only cpu is given)',
    ),
  }),
  compile({ cpu, memory = cpu === undefined ? 2 : undefined }) {
    const ratios = [...compileRatio('cpu', cpu), ...compileRatio('memory', memory)];
    return (workload, report) => {
      for (const one of ratios) checkRatio(workload, one, report);
    };
  },
});

function compileRatio(resource: Ratio['resource'], written: number | undefined): readonly Ratio[] {
  const value = parseQuantity(written);
  return value === undefined ? [] : [{ resource, text: String(written), value }];
}

/** A limit of the whole pod is what its containers use together: then theirs do not count. */
function checkRatio(workload: Workload, one: Ratio, report: Report): void {
  const podLimit = amountOf(workload.pod.resources, 'limits', one.resource);
  if (podLimit !== undefined) {
    const problem = workload.narrowed ? undefined : podProblem(workload, podLimit, one);
    if (problem) report(problem);
    return;
  }
  for (const container of workload.containers) {
    if (container.list === 'ephemeralContainers') continue;
    const limit = amountOf(container.spec.resources, 'limits', one.resource);
    const problem = limit === undefined ? undefined : containerProblem(workload, container, limit, one);
    if (problem) report(problem);
  }
}

function containerProblem(workload: Workload, container: Container, limit: unknown, one: Ratio): Problem | undefined {
  const { resource } = one;
  const request = amountOf(container.spec.resources, 'requests', resource);
  if (request === undefined || request === limit) return faultOf(workload, container, 'limits', one);
  const problem = faultOf(workload, container, 'requests', one) ?? faultOf(workload, container, 'limits', one);
  if (problem !== undefined || isWithin(limit, parseQuantity(request), one)) return problem;
  const complaint = `more than ${one.text} times its request of ${show(request)}`;
  return amountProblem(workload, container, 'limits', resource, complaint);
}

function podProblem(workload: Workload, limit: unknown, one: Ratio): Problem | undefined {
  const { resource } = one;
  const written = amountOf(workload.pod.resources, 'requests', resource);
  const fault = written === undefined ? undefined : faultOf(workload, undefined, 'requests', one);
  const problem = fault ?? faultOf(workload, undefined, 'limits', one);
  if (problem !== undefined || isWithin(limit, podRequestOf(workload, resource), one)) return problem;
  const requested = written === undefined ? 'what its containers request' : `its request of ${show(written)}`;
  return amountProblem(workload, undefined, 'limits', resource, `more than ${one.text} times ${requested}`);
}

function faultOf(
  workload: Workload,
  owner: Owner,
  section: 'requests' | 'limits',
  { resource }: Ratio,
): Problem | undefined {
  const { resources } = owner === undefined ? workload.pod : owner.spec;
  const fault = amountFault(amountOf(resources, section, resource));
  return fault === undefined ? undefined : amountProblem(workload, owner, section, resource, fault);
}

function isWithin(limit: unknown, request: bigint | undefined, { value }: Ratio): boolean {
  const most = parseQuantity(limit);
  return most !== undefined && request !== undefined && most * NANO <= value * request;
}
