import { isObject } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import type { CompiledPolicy } from '../model/policy.ts';
import type { Remedy } from '../model/problem.ts';
import type { Subject } from '../model/subject.ts';
import type { Workload } from '../model/workload.ts';
import { type Circumstances, evaluate, isPodItself } from './evaluate.ts';

/** The API copy of a static pod carries it (kubelet); changing that copy changes nothing that runs. */
const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

/**
 * What the rules that were asked to mutate would write into an object: one remedy for each path. Without more,
 * pods alone are changed, and only when they are created. Controllers keep the text that their owners wrote, so that no
 * tool which compares them with a file sees a difference; a policy may say otherwise.
 */
export function remediesFor(
  subject: Subject,
  policies: readonly CompiledPolicy[],
  circumstances: Circumstances,
): readonly Remedy[] {
  if (isMirrorPod(subject)) return [];
  const changing = policies.filter((policy) => mayChange(policy, subject));
  if (changing.length === 0) return [];
  const byPath = new Map<string, Remedy>();
  for (const { remedy } of evaluate(subject, changing, circumstances).findings) {
    if (remedy !== undefined && isMutable(subject, remedy)) byPath.set(JSON.stringify(remedy.path), remedy);
  }
  return [...byPath.values()];
}

function mayChange({ mutation }: CompiledPolicy, { operation, workload }: Subject): boolean {
  if (operation !== 'CREATE' && operation !== 'UPDATE') return false;
  if (!isPodItself(workload)) return mutation.controllers && !isMadeByAnother(workload);
  return operation === 'CREATE' || mutation.ephemeralContainers;
}

/**
 * A controller that another one makes, as a ReplicaSet of a Deployment, is a copy: the one that makes it would find the
 * difference, and make another. What is left as it is here is judged all the same.
 */
function isMadeByAnother({ object: { metadata } }: Workload): boolean {
  const owners = isObject(metadata) ? metadata.ownerReferences : undefined;
  return Array.isArray(owners) && owners.some((owner) => isObject(owner) && owner.controller === true);
}

function isMirrorPod({ workload: { kind, object } }: Subject): boolean {
  const annotations = kind === 'Pod' && isObject(object.metadata) && object.metadata.annotations;
  return isObject(annotations) && Object.hasOwn(annotations, MIRROR_ANNOTATION);
}

/**
 * An UPDATE cannot change the spec of a pod, but for the ephemeral containers that it adds (KEP-277) and images. The API
 * server knows containers that are there by their names, wherever they stand in the list. An image that the request
 * leaves as it is stays: a change would start its container anew.
 */
function isMutable({ operation, workload, before }: Subject, { path }: Remedy): boolean {
  if (operation !== 'UPDATE' || !isPodItself(workload)) return true;
  const container = workload.containers.find((each) => leadsInto(path, each.path));
  if (container === undefined) return false;
  const { list, name, spec } = container;
  const earlier = before?.containers.find((each) => each.name === name);
  if (list === 'ephemeralContainers') return earlier === undefined;
  const isImage = path.length === container.path.length + 1 && path.at(-1) === 'image';
  return isImage && earlier?.list === list && earlier.spec.image !== spec.image;
}

function leadsInto(path: FieldPath, container: FieldPath): boolean {
  return container.every((step, index) => path[index] === step);
}
