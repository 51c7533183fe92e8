import type { FieldPath } from '../../../model/path.ts';
import { printable } from '../../../model/printable.ts';
import type { Problem } from '../../../model/problem.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { parseQuantity } from '../../../parse/quantity.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import type { Section } from './resource-demand.ts';

/** Whose core/v1 ResourceRequirements: a container's, or the pod's own (KEP-2837) where there is no container. */
export type Owner = Container | undefined;

/** An amount in core/v1 ResourceRequirements, as written. */
export function amountOf(resources: unknown, section: Section, resource: string): unknown {
  return fieldOf(fieldOf(resources, section), resource);
}

/** The usual quantities, above zero by their looks: there is nothing to compute. */
const USUAL_AMOUNT = /^[1-9][0-9]{0,15}(?:[mkMGT]|[KMGT]i)?$/;

/** What is wrong with an amount that should be above zero, as a clause after it; undefined when nothing is. */
export function amountFault(written: unknown): string | undefined {
  if (typeof written === 'string' && USUAL_AMOUNT.test(written)) return undefined;
  const value = parseQuantity(written);
  if (value === undefined) return 'which is not a quantity such as 500m or 1Gi';
  return value <= 0n ? 'which is not more than zero' : undefined;
}

/** How messages name the owner of resources. */
export function describeOwner(owner: Owner): string {
  return owner === undefined ? 'the pod' : describeContainer(owner);
}

/** Where an owner has its resources. */
export function resourcesPath({ podPath }: Workload, owner: Owner): FieldPath {
  return [...(owner === undefined ? podPath : owner.path), 'resources'];
}

/** A problem with an amount; `complaint` is a clause after it. */
export function amountProblem(
  workload: Workload,
  owner: Owner,
  section: Section,
  resource: string,
  complaint: string,
): Problem {
  const path = [...resourcesPath(workload, owner), section, resource];
  const written = amountOf((owner === undefined ? workload.pod : owner.spec).resources, section, resource);
  const field = `resources.${section}.${printable(resource, 64)}`;
  const message = `${describeOwner(owner)} sets ${field}: ${show(written)}, ${complaint}`;
  return problemAt(workload, path, message);
}
