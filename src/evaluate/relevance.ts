import { isObject, type JsonObject, ownField } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { Workload } from '../model/workload.ts';

/** Written by the API server and its controllers on every change: never a reason to judge again. */
const SERVER_METADATA = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'finalizers',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
]);

/**
 * Pod spec fields that schedulers, controllers and users may change on a running pod and that say
 * nothing of what it runs (Kubernetes API: the mutable fields of a pod, scheduling gates: KEP-3521).
 */
const SCHEDULING_FIELDS = new Set([
  'activeDeadlineSeconds',
  'nodeName',
  'schedulingGates',
  'terminationGracePeriodSeconds',
  'tolerations',
]);

const NONE: ReadonlySet<string> = new Set();

/** Answers, for one UPDATE, whether anything that a rule reads has changed. */
export class Relevance {
  readonly #before: Workload;
  readonly #after: Workload;
  #podChanged: boolean | undefined;

  constructor(before: Workload, after: Workload) {
    this.#before = before;
    this.#after = after;
  }

  /** The verdict on an UPDATE rests on this alone, never on `deletionTimestamp` (CVE-2023-34091). */
  concerns({ reads }: CompiledRule): boolean {
    if (typeof reads !== 'string') return reads.some((path) => this.#changed(path));
    return this.#isPodChanged() || (reads === 'template' && this.#isTemplateMetadataChanged());
  }

  #isPodChanged(): boolean {
    this.#podChanged ??= !equal(this.#before.pod, this.#after.pod, SCHEDULING_FIELDS);
    return this.#podChanged;
  }

  #isTemplateMetadataChanged(): boolean {
    return !equal(this.#before.template.metadata, this.#after.template.metadata, SERVER_METADATA);
  }

  #changed(path: FieldPath): boolean {
    const before = this.#before.object;
    const after = this.#after.object;
    if (path.length > 1 || (path.length === 1 && path[0] !== 'metadata'))
      return !equal(at(before, path), at(after, path));
    if (!equal(before.metadata, after.metadata, SERVER_METADATA)) return true;
    return path.length === 0 && !equal(before, after, new Set(['metadata', 'status']));
  }
}

function at(root: JsonObject, path: FieldPath): unknown {
  let value: unknown = root;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isObject(value) ? ownField(value, String(step)) : undefined;
  }
  return value;
}

/** Deep equality of JSON values; `ignored` names fields of the outermost object that do not count. */
function equal(one: unknown, other: unknown, ignored: ReadonlySet<string> = NONE): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, index) => equal(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = (value: JsonObject) => Object.keys(value).filter((key) => !ignored.has(key));
  const mine = keys(one);
  return (
    mine.length === keys(other).length && mine.every((key) => Object.hasOwn(other, key) && equal(one[key], other[key]))
  );
}
