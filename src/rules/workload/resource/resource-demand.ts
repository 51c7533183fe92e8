import { OptionsError } from '../../../model/rule.ts';
import { parseQuantity } from '../../../parse/quantity.ts';

/** Resources that a container can request and be limited to (core/v1 ResourceName). */
export const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'] as const;
export type Resource = (typeof RESOURCES)[number];

/** The two maps of core/v1 ResourceRequirements. */
export const SECTIONS = ['requests', 'limits'] as const;
export type Section = (typeof SECTIONS)[number];

/** A bound as the policy writes it: `4Gi`, `2`. */
export type Bounds = { readonly [R in Resource]?: string | number | boolean };

/** What is asked of one resource of every container. */
export interface Demand {
  readonly resource: Resource;
  readonly requests: boolean;
  readonly limits: boolean;
  readonly min: Bound | undefined;
  readonly max: Bound | undefined;
}

interface Bound {
  readonly text: string;
  /** In nano-units. */
  readonly value: bigint;
}

export interface ResourceOptions {
  readonly requests?: readonly Resource[];
  readonly limits?: readonly Resource[];
  readonly min?: Bounds;
  readonly max?: Bounds;
}

/**
 * One demand for each resource that the options mention.
 * @throws OptionsError where a bound is not a quantity above zero, a range is empty, or nothing is asked for
 */
export function compileDemands({
  requests = ['cpu', 'memory'],
  limits = ['memory'],
  min = {},
  max = {},
}: ResourceOptions): readonly Demand[] {
  const demands = RESOURCES.map((resource) => ({
    resource,
    requests: requests.includes(resource),
    limits: limits.includes(resource),
    min: compileBound('min', resource, min),
    max: compileBound('max', resource, max),
  })).filter((demand) => demand.requests || demand.limits || demand.min || demand.max);
  if (demands.length === 0) throw new OptionsError('requests', 'nothing is required: name a resource or a bound');
  for (const demand of demands) checkRange(demand);
  return demands;
}

const BOUND_FAULT = 'must be a quantity above zero, such as 500m, 2 or 8Gi';

/** What is wrong with a bound by itself; undefined when nothing is. */
export function boundFault(written: unknown): string | undefined {
  return readBound(written) === undefined ? BOUND_FAULT : undefined;
}

function readBound(written: unknown): bigint | undefined {
  const value = parseQuantity(written);
  return value !== undefined && value > 0n ? value : undefined;
}

function compileBound(side: 'min' | 'max', resource: Resource, bounds: Bounds): Bound | undefined {
  const written = bounds[resource];
  if (written === undefined) return undefined;
  const value = readBound(written);
  if (value === undefined) throw new OptionsError(`${side}.${resource}`, BOUND_FAULT);
  return { text: String(written), value };
}

function checkRange({ resource, min, max }: Demand): void {
  if (min && max && min.value > max.value) {
    throw new OptionsError(`min.${resource}`, `${min.text} is more than the maximum, ${max.text}`);
  }
}
