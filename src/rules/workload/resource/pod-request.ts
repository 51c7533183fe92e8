import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Workload } from '../../../model/workload.ts';
import { parseQuantity } from '../../../parse/quantity.ts';
import { fieldOf } from '../shared/fields.ts';
import { amountOf } from './resource-amount.ts';
import type { Resource } from './resource-demand.ts';

/**
 * What a pod with resources of its own requests as a whole, in nano-units, as the API server fills it in (KEP-2837):
 * where it sets any limit, a missing request is what its containers request together, or else the limit. Undefined
 * where there is none, or where any amount that counts cannot be read.
 */
export function podRequestOf(workload: Workload, resource: Resource): bigint | undefined {
  const { resources } = workload.pod;
  const written = amountOf(resources, 'requests', resource);
  if (written !== undefined) return parseQuantity(written);
  const limits = fieldOf(resources, 'limits');
  if (!isObject(limits) || !hasAmounts(limits)) return undefined;
  return isRequestedByContainers(workload, resource)
    ? containersRequest(workload, resource)
    : parseQuantity(limits[resource]);
}

/** Whether the pod requests more than its containers do together: the rest is for those that request nothing. */
export function requestsForOthers(workload: Workload, resource: Resource): boolean {
  const [whole, parts] = [podRequestOf(workload, resource), containersRequest(workload, resource)];
  return whole === undefined || parts === undefined || whole > parts;
}

/** A missing request takes the limit. */
function containerRequest(resources: unknown, resource: Resource): unknown {
  return amountOf(resources, 'requests', resource) ?? amountOf(resources, 'limits', resource);
}

/** Whether it holds amounts, all of which can be read. */
function hasAmounts(amounts: JsonObject): boolean {
  const written = Object.values(amounts);
  return written.length > 0 && written.every((amount) => parseQuantity(amount) !== undefined);
}

function isRequestedByContainers({ containers }: Workload, resource: Resource): boolean {
  for (const { spec } of containers) if (containerRequest(spec.resources, resource) !== undefined) return true;
  return false;
}

/**
 * The most that runs at the same time: all regular containers with all sidecars, or one init container with the
 * sidecars that start before it. Init containers come first in the list.
 */
function containersRequest({ containers }: Workload, resource: Resource): bigint | undefined {
  let running = 0n;
  let peak = 0n;
  for (const { list, sidecar, spec } of containers) {
    const request = containerRequest(spec.resources, resource);
    if (request === undefined) continue;
    const value = parseQuantity(request);
    if (value === undefined) return undefined;
    if (list === 'initContainers' && !sidecar) peak = running + value > peak ? running + value : peak;
    else running += value;
  }
  return running > peak ? running : peak;
}
