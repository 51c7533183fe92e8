import type { Workload } from '../../../model/workload.ts';
import { fieldOf } from './fields.ts';

/** True for what a controller made and keeps in shape: one of its owners says that it is the controller. */
export function hasController({ object }: Workload): boolean {
  const owners = fieldOf(object.metadata, 'ownerReferences');
  if (!Array.isArray(owners)) return false;
  for (const owner of owners) if (fieldOf(owner, 'controller') === true) return true;
  return false;
}
