import { isObject } from '../model/json.ts';
import type { CompiledPolicy } from '../model/policy.ts';
import type { Remedy } from '../model/problem.ts';
import type { Subject } from '../model/subject.ts';
import { type Circumstances, evaluate } from './evaluate.ts';

/** The API copy of a static pod carries it (kubelet); changing that copy changes nothing that runs. */
const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

/**
 * What the rules that were asked to mutate would write into an object: one remedy for each path. Without more,
 * pods alone are changed, and only when they are created. Controllers keep the text that their owners wrote, so
 * that no tool which compares them with a file sees a difference; a policy may say otherwise.
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
  const isPod = workload.kind === 'Pod';
  if (operation === 'CREATE') return isPod || mutation.controllers;
  return operation === 'UPDATE' && isPod && mutation.ephemeralContainers;
}

function isMirrorPod({ workload: { kind, object } }: Subject): boolean {
  const annotations = kind === 'Pod' && isObject(object.metadata) && object.metadata.annotations;
  return isObject(annotations) && Object.hasOwn(annotations, MIRROR_ANNOTATION);
}

/** An UPDATE cannot change the spec of a pod, but for ephemeral containers that it adds (KEP-277). */
function isMutable({ operation, before }: Subject, { path }: Remedy): boolean {
  if (operation !== 'UPDATE') return true;
  const known = before?.containers.filter(({ list }) => list === 'ephemeralContainers').length ?? 0;
  const at = path.indexOf('ephemeralContainers');
  return at !== -1 && Number(path[at + 1]) >= known;
}
