import { isObject } from '../model/json.ts';
import { absent, type Draft, draftAt, draftsIn, fill } from './draft.ts';
import { parseQuantity } from './quantity.ts';

/** Resources that a pod may state for all its containers together (KEP-2837); huge pages by prefix. */
const POD_LEVEL = new Set(['cpu', 'memory']);
const HUGE_PAGES = 'hugepages-';

/**
 * Fills in the requests of a pod: each container's from its limits, then the pod's own, where it states limits, from
 * those of its containers or from its limits.
 */
export function defaultPodResources(spec: Draft): void {
  const containers = [...draftsIn(spec, 'containers'), ...draftsIn(spec, 'initContainers')];
  for (const container of containers) requestLimits(container.resources);
  const { resources } = spec;
  if (!isObject(resources) || !isObject(resources.limits)) return;
  const limits = resources.limits;
  const requests = draftAt(resources as Draft, 'requests');
  if (requests === undefined) return;
  for (const resource of Object.keys(limits)) {
    if (!absent(requests[resource])) continue;
    if (POD_LEVEL.has(resource)) requests[resource] = aggregateRequest(spec, resource) ?? limits[resource];
    else if (resource.startsWith(HUGE_PAGES)) requests[resource] = limits[resource];
  }
}

function requestLimits(resources: unknown): void {
  if (!isObject(resources) || !isObject(resources.limits) || Object.keys(resources.limits).length === 0) return;
  const requests = draftAt(resources as Draft, 'requests');
  if (requests !== undefined) fill(requests, resources.limits as Draft);
}

/**
 * What the containers ask for together, as a quantity in nano-units: regular containers and sidecars at once, or an init
 * container beside the sidecars started before it, whichever is more. Undefined where none asks for any.
 */
function aggregateRequest(spec: Draft, resource: string): string | undefined {
  let asked = false;
  let sidecars = 0n;
  let peak = 0n;
  const amountOf = ({ resources }: Draft): bigint => {
    const requests = isObject(resources) ? resources.requests : undefined;
    const amount = isObject(requests) ? parseQuantity(requests[resource]) : undefined;
    asked ||= amount !== undefined;
    return amount ?? 0n;
  };
  for (const container of draftsIn(spec, 'initContainers')) {
    const amount = amountOf(container);
    if (container.restartPolicy === 'Always') sidecars += amount;
    peak = larger(peak, container.restartPolicy === 'Always' ? sidecars : sidecars + amount);
  }
  const running = draftsIn(spec, 'containers').reduce((sum, container) => sum + amountOf(container), sidecars);
  return asked ? `${larger(peak, running)}n` : undefined;
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
