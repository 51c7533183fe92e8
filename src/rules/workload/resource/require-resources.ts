import type { Problem, Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, scalar, word } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { parseQuantity } from '../../../parse/quantity.ts';
import { problemAt } from '../shared/fields.ts';
import { requestsForOthers } from './pod-request.ts';
import { amountFault, amountOf, amountProblem, resourcesPath } from './resource-amount.ts';
import {
  boundFault,
  compileDemands,
  type Demand,
  RESOURCES,
  type Resource,
  type ResourceOptions,
  SECTIONS,
  type Section,
} from './resource-demand.ts';

/**
 * spec.{initContainers,containers}[*].resources, or spec.resources (KEP-2837)
 *   requests.{cpu,memory,ephemeral-storage}  a quantity above zero, in the range; a limit stands in for it
 *   limits.{cpu,memory,ephemeral-storage}    a quantity above zero, in the range
 *
 * Ephemeral containers pass: the API forbids them to have resources.
 */
const names = (description: string) =>
  list(description, word('A resource', RESOURCES), { minItems: 0, maxItems: RESOURCES.length });
const bound = optional(scalar('A quantity: 500m, 2, 4Gi', boundFault));
const bounds = (description: string) => record(description, { cpu: bound, memory: bound, 'ephemeral-storage': bound });

export const requireResources = workloadRule<ResourceOptions>({
  id: 'require-resources',
  severity: 'error',
  summary: 'Every container says what CPU and memory it needs and how much it may use',
  remediation: 'Set resources.requests and resources.limits on the container, or spec.resources on the pod.',
  aliases: {
    kubeLinter: ['unset-cpu-requirements', 'unset-memory-requirements'],
    polaris: [
      'cpuRequestsMissing',
      'cpuLimitsMissing',
      'memoryRequestsMissing',
      'memoryLimitsMissing',
      'resourceRange',
    ],
    kyverno: ['require-pod-requests-limits'],
  },
  reads: ['pod', 'resources'],
  options: record('Which requests and limits are required, and their range', {
    requests: optional(names('Resources that must be requested (default cpu and memory)')),
    limits: optional(names('Resources that must be limited (default memory)')),
    min: optional(bounds('Smallest request and smallest limit')),
    max: optional(bounds('Largest request and largest limit')),
  }),
  compile(options) {
    const demands = compileDemands(options);
    return (workload, report) => {
      for (const container of workload.containers) {
        if (container.list !== 'ephemeralContainers') checkContainer(workload, container, demands, report);
      }
      if (workload.pod.resources !== undefined) checkPod(workload, demands, report);
    };
  },
});

/** The API server fills in a missing request from the limit, in a pod and for the whole pod. */
function isCovered(resources: unknown, section: Section, resource: Resource): boolean {
  if (amountOf(resources, section, resource) !== undefined) return true;
  return section === 'requests' && amountOf(resources, 'limits', resource) !== undefined;
}

/** A request of the pod that its other containers take whole leaves nothing: the API server fills in just that sum. */
function isCoveredByPod(workload: Workload, section: Section, resource: Resource): boolean {
  const { resources } = workload.pod;
  if (!isCovered(resources, section, resource)) return false;
  const isLimited = amountOf(resources, 'limits', resource) !== undefined;
  return section === 'limits' || isLimited || requestsForOthers(workload, resource);
}

function checkContainer(workload: Workload, container: Container, demands: readonly Demand[], report: Report): void {
  const own = container.spec.resources;
  let missing: [Section, Resource][] | undefined;
  for (const demand of demands) {
    const { resource } = demand;
    for (const section of SECTIONS) {
      const written = amountOf(own, section, resource);
      if (written !== undefined) {
        const complaint = judge(written, demand);
        if (complaint) report(amountProblem(workload, container, section, resource, complaint));
      } else if (
        demand[section] &&
        !isCovered(own, section, resource) &&
        !isCoveredByPod(workload, section, resource)
      ) {
        missing ??= [];
        missing.push([section, resource]);
      }
    }
  }
  if (missing) report(missingProblem(workload, container, missing));
}

/** The pod's amounts count only for containers that have none of their own. */
function checkPod(workload: Workload, demands: readonly Demand[], report: Report): void {
  for (const demand of demands) {
    const { resource } = demand;
    for (const section of SECTIONS) {
      const written = amountOf(workload.pod.resources, section, resource);
      if (written === undefined || !isReliedOn(workload, section, resource)) continue;
      const complaint = judge(written, demand);
      if (complaint) report(amountProblem(workload, undefined, section, resource, complaint));
    }
  }
}

function isReliedOn(workload: Workload, section: Section, resource: Resource): boolean {
  for (const { list, spec } of workload.containers) {
    if (list !== 'ephemeralContainers' && !isCovered(spec.resources, section, resource)) return true;
  }
  return false;
}

/** What is wrong with an amount; undefined when nothing is. */
function judge(written: unknown, { min, max }: Demand): string | undefined {
  const fault = amountFault(written);
  if (fault !== undefined || (!min && !max)) return fault;
  const value = parseQuantity(written) ?? 0n;
  if (min && value < min.value) return `which is less than the minimum of ${min.text}`;
  if (max && value > max.value) return `which is more than the maximum of ${max.text}`;
  return undefined;
}

function missingProblem(
  workload: Workload,
  container: Container,
  missing: readonly (readonly [Section, Resource])[],
): Problem {
  const path = resourcesPath(workload, container);
  const fields = missing.map(([section, resource]) => `resources.${section}.${resource}`).join(', ');
  const isTaken = missing.some(([section, resource]) => isCovered(workload.pod.resources, section, resource));
  const pod = isTaken ? 'the other containers take all that the pod requests' : 'neither does the pod';
  const [only, ...others] = missing;
  return problemAt(
    workload,
    only && others.length === 0 ? [...path, ...only] : path,
    `${describeContainer(container)} sets no ${fields}, and ${pod}`,
  );
}
