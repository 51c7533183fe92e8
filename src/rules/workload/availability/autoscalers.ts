import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Surroundings } from '../../../model/rule.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, nameOf, show } from '../shared/fields.ts';

const NONE: readonly JsonObject[] = [];

/**
 * The HorizontalPodAutoscalers (autoscaling/v1 and v2) among the files that resize the workload. None where it asks
 * for no pods at all: that switches autoscaling off.
 */
export function autoscalersOf(workload: Workload, surroundings: Surroundings): readonly JsonObject[] {
  if (fieldOf(workload.object.spec, 'replicas') === 0) return NONE;
  const candidates = surroundings.objects('autoscaling', 'HorizontalPodAutoscaler', workload.namespace);
  let found: JsonObject[] | undefined;
  for (const candidate of candidates) {
    if (!targets(fieldOf(candidate.spec, 'scaleTargetRef'), workload)) continue;
    found ??= [];
    found.push(candidate);
  }
  return found ?? NONE;
}

/** autoscaling/v2 CrossVersionObjectReference: the version does not count, and a missing group fits any. */
function targets(reference: unknown, { kind, name, apiVersion }: Workload): boolean {
  if (!isObject(reference) || name === '' || reference.kind !== kind || reference.name !== name) return false;
  const written = reference.apiVersion ?? '';
  return written === '' || (typeof written === 'string' && groupOf(written) === groupOf(apiVersion));
}

function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0));
}

/** What it is set to go down to; 1 where it does not say. */
export function minReplicas(autoscaler: JsonObject): unknown {
  return fieldOf(autoscaler.spec, 'minReplicas') ?? 1;
}

/** What it is set to go up to. */
export function maxReplicas(autoscaler: JsonObject): unknown {
  return fieldOf(autoscaler.spec, 'maxReplicas');
}

/** How messages name it. */
export function describeAutoscaler(autoscaler: JsonObject): string {
  return `HorizontalPodAutoscaler ${show(nameOf(autoscaler) ?? '')}`;
}
