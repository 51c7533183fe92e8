import { deepEqual, isObject, type JsonObject, ownField } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { ReadPart } from '../model/rule.ts';
import { valueAt } from '../model/value-at.ts';
import { CONTAINER_LISTS, type Workload } from '../model/workload.ts';

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

const RESOURCES: ReadonlySet<string> = new Set(['resources']);
const NOT_OF_THE_POD = new Set<string>([...SCHEDULING_FIELDS, ...RESOURCES, ...CONTAINER_LISTS]);

const NONE: ReadonlySet<string> = new Set();
const METADATA: ReadonlySet<string> = new Set(['metadata']);

/** Stands for all of an object, its status too. */
const EVERYTHING: ReadPart = { from: 'object', path: [] };

/** Answers, for one UPDATE, whether anything that a rule reads has changed. */
export class Relevance {
  readonly #before: Workload;
  readonly #after: Workload;
  readonly #objectChanges: Map<ReadPart, boolean>;
  #podChanged: boolean | undefined;
  #resourcesChanged: boolean | undefined;

  /** `objectChanges` is shared by the parts of one object. */
  constructor(before: Workload, after: Workload, objectChanges = new Map<ReadPart, boolean>()) {
    this.#before = before;
    this.#after = after;
    this.#objectChanges = objectChanges;
  }

  /** The verdict on an UPDATE rests on this alone, never on `deletionTimestamp` (CVE-2023-34091). */
  concerns({ reads }: CompiledRule): boolean {
    return reads.some((part) => {
      if (part === 'resources') return this.#areResourcesChanged();
      if (typeof part === 'string') return this.#isPodChanged();
      if (part.from === 'template') return isChanged(this.#before.template, this.#after.template, part.path);
      return this.#objectChanged(part, (before, after) => isChanged(before, after, part.path));
    });
  }

  /**
   * Nothing has changed but what the server itself writes, as when a finalizer is removed: even what cannot be read
   * is what it was. Otherwise nobody could delete it.
   */
  get isIdle(): boolean {
    return !this.#objectChanged(
      EVERYTHING,
      (before, after) => isChanged(before, after, ['metadata']) || !equal(before, after, METADATA),
    );
  }

  #objectChanged(part: ReadPart, compare: (before: JsonObject, after: JsonObject) => boolean): boolean {
    const known = this.#objectChanges.get(part);
    if (known !== undefined) return known;
    const changed = compare(this.#before.object, this.#after.object);
    this.#objectChanges.set(part, changed);
    return changed;
  }

  /** Where there is no pod, the images are all that there is. */
  #isPodChanged(): boolean {
    this.#podChanged ??=
      this.#after.holds === 'images'
        ? !deepEqual(imageTexts(this.#before), imageTexts(this.#after))
        : !samePod(this.#before.pod, this.#after.pod);
    return this.#podChanged;
  }

  /** What a resize of a running pod may change (KEP-1287). */
  #areResourcesChanged(): boolean {
    this.#resourcesChanged ??= !deepEqual(resourcesOf(this.#before), resourcesOf(this.#after));
    return this.#resourcesChanged;
  }
}

/** Leaves out resources, which some rules alone look at, and what the scheduler and its like may change. */
function samePod(before: JsonObject, after: JsonObject): boolean {
  if (!equal(before, after, NOT_OF_THE_POD)) return false;
  return CONTAINER_LISTS.every((list) => sameContainers(ownField(before, list), ownField(after, list)));
}

function sameContainers(before: unknown, after: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return deepEqual(before, after);
  return (
    before.length === after.length && before.every((container, index) => equal(container, after[index], RESOURCES))
  );
}

function resourcesOf({ pod, containers }: Workload): readonly unknown[] {
  return [pod.resources, ...containers.map(({ spec }) => spec.resources)];
}

function imageTexts({ images }: Workload): readonly string[] {
  return images.map(({ text }) => text);
}

/** An object's status and what the server writes into its metadata do not count, whatever the path. */
function isChanged(before: JsonObject, after: JsonObject, path: FieldPath): boolean {
  const [first, ...rest] = path;
  if (first === undefined) {
    return isChanged(before, after, ['metadata']) || !equal(before, after, new Set(['metadata', 'status']));
  }
  const ignored = first === 'metadata' && rest.length === 0 ? SERVER_METADATA : NONE;
  return !equal(reachedBy(path, before), reachedBy(path, after), ignored);
}

/** The value at a path, or what stands in its way: a rule does not pass over either. */
function reachedBy(path: FieldPath, root: JsonObject): unknown {
  let value: unknown = root;
  for (const step of path) {
    const leadsOn = typeof step === 'number' ? Array.isArray(value) : isObject(value);
    if (!leadsOn) break;
    value = valueAt(value, [step]);
  }
  return value;
}

/** Deep equality of JSON values; `ignored` names fields of the outermost object that do not count. */
function equal(one: unknown, other: unknown, ignored: ReadonlySet<string> = NONE): boolean {
  if (ignored.size === 0 || !isObject(one) || !isObject(other)) return deepEqual(one, other);
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]).difference(ignored);
  return keys.values().every((key) => deepEqual(ownField(one, key), ownField(other, key)));
}
