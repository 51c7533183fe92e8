import type { Problem } from '../../../model/problem.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { parseQuantity } from '../../../parse/quantity.ts';
import { problemAt, show } from '../shared/fields.ts';
import { podRequestOf } from './pod-request.ts';
import { amountFault, amountOf, amountProblem, type Owner, resourcesPath } from './resource-amount.ts';
import type { Resource } from './resource-demand.ts';

/** What keeps a container's request from being its limit; a missing request takes the limit. */
export function containerInequality(workload: Workload, container: Container, resource: Resource): Problem | undefined {
  const { resources } = container.spec;
  const limit = amountOf(resources, 'limits', resource);
  if (limit === undefined) {
    return missingProblem(workload, container, resource, `${describeContainer(container)} sets no`);
  }
  const fault = amountFault(limit);
  if (fault !== undefined) return amountProblem(workload, container, 'limits', resource, fault);
  const request = amountOf(resources, 'requests', resource);
  if (request === undefined || request === limit || parseQuantity(request) === parseQuantity(limit)) return undefined;
  return requestProblem(workload, container, resource, limit);
}

/** What keeps the request of the pod as a whole from being its limit. */
export function podInequality(workload: Workload, resource: Resource): Problem | undefined {
  const { resources } = workload.pod;
  const limit = amountOf(resources, 'limits', resource);
  if (limit === undefined) return missingProblem(workload, undefined, resource, 'the pod sets resources, but no');
  const fault = amountFault(limit);
  if (fault !== undefined) return amountProblem(workload, undefined, 'limits', resource, fault);
  if (podRequestOf(workload, resource) === parseQuantity(limit)) return undefined;
  if (amountOf(resources, 'requests', resource) !== undefined) {
    return requestProblem(workload, undefined, resource, limit);
  }
  const message = `the pod sets no resources.requests.${resource}, and its containers do not request its limit of ${show(limit)}`;
  return problemAt(workload, [...resourcesPath(workload, undefined), 'requests', resource], message);
}

function missingProblem(workload: Workload, owner: Owner, resource: Resource, who: string): Problem {
  const path = [...resourcesPath(workload, owner), 'limits', resource];
  return problemAt(workload, path, `${who} resources.limits.${resource}`);
}

function requestProblem(workload: Workload, owner: Owner, resource: Resource, limit: unknown): Problem {
  return amountProblem(workload, owner, 'requests', resource, `which is not the limit, ${show(limit)}`);
}
