import { CONTAINER_LISTS } from '../model/workload.ts';
import { absent, type Draft, draftAt, draftIn, draftsIn, fill, put } from './draft.ts';
import { parseQuantity } from './quantity.ts';

/** Resources that a pod may state for all its containers together (KEP-2837); huge pages by prefix. */
const POD_LEVEL = ['cpu', 'memory'];
const HUGE_PAGES = 'hugepages-';

/** In nano-units. */
const MILLI = 1_000_000n;
const WHOLE = 1_000_000_000n;

/** The lists of amounts in `resources`. */
const AMOUNT_LISTS = ['requests', 'limits'] as const;
type AmountList = (typeof AMOUNT_LISTS)[number];

/** Amounts by resource, in nano-units. */
type Amounts = Map<string, bigint>;

/** Nothing finer than a thousandth of a unit is kept: it is rounded up. */
export function roundQuantities(spec: Draft): void {
  const owners = [spec, ...CONTAINER_LISTS.flatMap((list) => draftsIn(spec, list))];
  for (const owner of owners) {
    for (const list of AMOUNT_LISTS) {
      const amounts = draftIn(draftIn(owner, 'resources') ?? {}, list) ?? {};
      for (const [resource, amount] of readAmounts(amounts)) {
        if (amount % MILLI !== 0n) put(amounts, resource, format(amount));
      }
    }
  }
}

/**
 * Fills in the resources of a pod: the requests of each container from its limits, then what the pod states for all
 * its containers together, where it states anything.
 */
export function defaultPodResources(spec: Draft): void {
  // Ephemeral containers have no resources of their own.
  for (const container of [...draftsIn(spec, 'containers'), ...draftsIn(spec, 'initContainers')]) {
    const resources = draftIn(container, 'resources') ?? {};
    const limits = draftIn(resources, 'limits') ?? {};
    if (Object.keys(limits).length > 0) fill(draftAt(resources, 'requests') ?? {}, limits);
  }
  const resources = draftIn(spec, 'resources');
  if (resources === undefined) return;
  defaultLimits(spec, resources);
  defaultRequests(spec, resources);
}

/**
 * Huge pages that containers limit. The newest API servers also add up limits on CPU and memory; a file is not taken to
 * be for one of them, so that it is judged by what its author wrote.
 */
function defaultLimits(spec: Draft, resources: Draft): void {
  const isWritten = (list: AmountList) => Object.keys(draftIn(resources, list) ?? {}).length > 0;
  if (!isWritten('requests') && !isWritten('limits')) return;
  const requests = draftIn(resources, 'requests') ?? {};
  for (const [resource, amount] of aggregate(spec, 'limits')) {
    if (!resource.startsWith(HUGE_PAGES) || !absent(requests[resource])) continue;
    state(resources, 'limits', resource, format(amount));
  }
}

/** What containers ask for together, else what the pod is limited to. */
function defaultRequests(spec: Draft, resources: Draft): void {
  const limits = Object.entries(draftIn(resources, 'limits') ?? {});
  if (limits.length === 0) return;
  for (const [resource, amount] of aggregate(spec, 'requests')) {
    if (POD_LEVEL.includes(resource)) state(resources, 'requests', resource, format(amount));
  }
  for (const [resource, limit] of limits) {
    if (POD_LEVEL.includes(resource) || resource.startsWith(HUGE_PAGES)) state(resources, 'requests', resource, limit);
  }
}

function state(resources: Draft, list: AmountList, resource: string, amount: unknown): void {
  const amounts = draftAt(resources, list);
  if (amounts !== undefined) fill(amounts, { [resource]: amount });
}

/**
 * What the containers of a pod state together: regular containers and sidecars at once, or an init container beside
 * the sidecars started before it, whichever is more.
 */
function aggregate(spec: Draft, list: AmountList): Amounts {
  const amountsOf = ({ resources }: Draft) =>
    readAmounts(draftIn(draftIn({ resources }, 'resources') ?? {}, list) ?? {});
  const running: Amounts = new Map();
  const peak: Amounts = new Map();
  for (const container of draftsIn(spec, 'initContainers')) {
    for (const [resource, amount] of amountsOf(container)) {
      const together = (running.get(resource) ?? 0n) + amount;
      if (container.restartPolicy === 'Always') running.set(resource, together);
      peak.set(resource, larger(peak.get(resource), together));
    }
  }
  for (const container of draftsIn(spec, 'containers')) {
    for (const [resource, amount] of amountsOf(container)) {
      running.set(resource, (running.get(resource) ?? 0n) + amount);
    }
  }
  for (const [resource, amount] of running) peak.set(resource, larger(peak.get(resource), amount));
  return peak;
}

/** What is no quantity is left out. */
function readAmounts(amounts: Draft): readonly (readonly [string, bigint])[] {
  return Object.entries(amounts).flatMap(([resource, written]) => {
    const amount = parseQuantity(written);
    return amount === undefined ? [] : [[resource, amount] as const];
  });
}

function larger(one: bigint | undefined, other: bigint): bigint {
  return one !== undefined && one > other ? one : other;
}

/** A quantity, rounded away from zero to thousandths. */
function format(amount: bigint): string {
  if (amount % WHOLE === 0n) return `${amount / WHOLE}`;
  const rest = amount % MILLI;
  const whole = amount / MILLI;
  return `${rest === 0n ? whole : whole + (amount > 0n ? 1n : -1n)}m`;
}
