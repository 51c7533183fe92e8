import { isObject } from '../model/json.ts';
import type { CompiledPolicy } from '../model/policy.ts';
import type { Remedy } from '../model/problem.ts';
import type { Subject } from '../model/subject.ts';
import { evaluate } from './evaluate.ts';

/** The API copy of a static pod carries it (kubelet); changing that copy changes nothing that runs. */
const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

/**
 * What the rules that were asked to mutate would write into a pod: one remedy for each path. Controllers keep the text
 * that their owners wrote; their pods are mutated. A ReplicaSet that came out other than its Deployment says would be
 * made anew for ever.
 */
export function remediesFor(subject: Subject, policies: readonly CompiledPolicy[]): readonly Remedy[] {
  const { operation, workload } = subject;
  if (operation === 'DELETE' || workload.kind !== 'Pod' || isMirrorPod(subject)) return [];
  const byPath = new Map<string, Remedy>();
  for (const { remedy } of evaluate(subject, policies).findings) {
    if (remedy !== undefined && isMutable(subject, remedy)) byPath.set(JSON.stringify(remedy.path), remedy);
  }
  return [...byPath.values()];
}

function isMirrorPod({ workload: { object } }: Subject): boolean {
  const annotations = isObject(object.metadata) && object.metadata.annotations;
  return isObject(annotations) && Object.hasOwn(annotations, MIRROR_ANNOTATION);
}

/** An UPDATE cannot change the spec of a pod, but for ephemeral containers that it adds (KEP-277). */
function isMutable({ operation, before }: Subject, { path }: Remedy): boolean {
  if (operation !== 'UPDATE') return true;
  const known = before?.containers.filter(({ list }) => list === 'ephemeralContainers').length ?? 0;
  const at = path.indexOf('ephemeralContainers');
  return at !== -1 && Number(path[at + 1]) >= known;
}
