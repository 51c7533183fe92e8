import type { Workload } from '../../../model/workload.ts';
import { fieldOf } from './fields.ts';
import { hasController } from './owners.ts';

const REPLICATED: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);

/** Kinds that other workloads make and resize: what these may be is asked of their maker. */
const MADE: ReadonlySet<string> = new Set(['Pod', 'Job', 'ReplicaSet', 'ReplicationController']);

/** True for workloads of the API groups of Kubernetes itself: the names of all others have a dot. */
export function isBuiltIn({ apiVersion }: Workload): boolean {
  return !apiVersion.includes('.');
}

/** True for what a controller made, such as the ReplicaSets of a Deployment: they come and go by themselves. */
export function isMade(workload: Workload): boolean {
  return MADE.has(workload.kind) && hasController(workload);
}

/**
 * The number of pods that a workload asks for: `spec.replicas`, or 1 where a built-in kind leaves it out. Undefined for
 * what has no such number, for what a controller made, and for custom kinds whose `spec.replicas` is no number.
 * Anything else but a whole number from 0 is not in order.
 */
export function replicasOf(workload: Workload): unknown {
  const { kind, object } = workload;
  if (isBuiltIn(workload)) {
    return REPLICATED.has(kind) && !isMade(workload) ? (fieldOf(object.spec, 'replicas') ?? 1) : undefined;
  }
  const replicas = fieldOf(object.spec, 'replicas');
  return typeof replicas === 'number' ? replicas : undefined;
}

/** True for workloads that ask for more than one of the pods they hold; what is no number of pods counts as many. */
export function asksForSeveral(workload: Workload): boolean {
  if (workload.holds !== 'pod') return false;
  const replicas = replicasOf(workload);
  return replicas !== undefined && replicas !== 0 && replicas !== 1;
}
