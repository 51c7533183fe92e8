import { isObject } from '../model/json.ts';
import type { CompiledPolicy } from '../model/policy.ts';
import type { Remedy } from '../model/problem.ts';
import type { Subject } from '../model/subject.ts';
import { evaluate } from './evaluate.ts';

/** The API copy of a static pod carries it (kubelet); changing that copy changes nothing that runs. */
const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

/** Their pod spec or template cannot be changed by an UPDATE, but for new ephemeral containers. */
const IMMUTABLE_KINDS = new Set(['Job', 'Pod']);

/** What the rules that were asked to mutate would write into the object: one remedy for each path. */
export function remediesFor(subject: Subject, policies: readonly CompiledPolicy[]): readonly Remedy[] {
  if (subject.operation === 'DELETE' || isMirrorPod(subject)) return [];
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

function isMutable({ operation, workload }: Subject, { path }: Remedy): boolean {
  const isFixed = operation === 'UPDATE' && IMMUTABLE_KINDS.has(workload.kind);
  return !isFixed || path.includes('ephemeralContainers');
}
