import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { FieldPath } from '../../src/model/path.ts';
import { valueAt } from '../../src/model/value-at.ts';
import { CONTAINER_LISTS } from '../../src/model/workload.ts';
import type { WorkloadKinds } from '../../src/model/workload-kind.ts';
import { withCustomKinds } from '../../src/parse/workload-kinds.ts';

/** An object of our own, which may be written to. */
export type Draft = Record<string, unknown>;

/** Where a kind of object keeps its pod template. */
export interface KindPlace {
  readonly apiVersion: string;
  readonly kind: string;
  readonly template: FieldPath;
}

/** The nine built-in kinds. */
export const BUILT_IN_PLACES: readonly KindPlace[] = [
  { apiVersion: 'v1', kind: 'Pod', template: [] },
  { apiVersion: 'v1', kind: 'PodTemplate', template: ['template'] },
  { apiVersion: 'v1', kind: 'ReplicationController', template: ['spec', 'template'] },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', template: ['spec', 'template'] },
  { apiVersion: 'apps/v1', kind: 'Deployment', template: ['spec', 'template'] },
  { apiVersion: 'apps/v1', kind: 'StatefulSet', template: ['spec', 'template'] },
  { apiVersion: 'apps/v1', kind: 'DaemonSet', template: ['spec', 'template'] },
  { apiVersion: 'batch/v1', kind: 'Job', template: ['spec', 'template'] },
  { apiVersion: 'batch/v1', kind: 'CronJob', template: ['spec', 'jobTemplate', 'spec', 'template'] },
];

/** A kind that the policy files declare. */
export const CUSTOM_PLACE: KindPlace = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  template: ['spec', 'template'],
};

export const KINDS: WorkloadKinds = withCustomKinds([
  {
    group: 'argoproj.io',
    version: 'v1alpha1',
    kind: 'Rollout',
    templates: [{ path: ['spec', 'template'] }],
    images: [],
  },
]);

export type ContainerKind = 'regular' | 'init' | 'sidecar' | 'ephemeral';
export const CONTAINER_KINDS: readonly ContainerKind[] = ['regular', 'init', 'sidecar', 'ephemeral'];

const LIST_OF: Readonly<Record<ContainerKind, (typeof CONTAINER_LISTS)[number]>> = {
  regular: 'containers',
  init: 'initContainers',
  sidecar: 'initContainers',
  ephemeral: 'ephemeralContainers',
};

/** An object that is being changed, and what has become of it. */
export class Specimen {
  object: Draft;
  place: KindPlace;
  /** The container with the problem, where one has it. */
  readonly offender: Draft | undefined;
  /** The kinds of container among which it makes no difference. */
  readonly judgedKinds: readonly ContainerKind[];

  constructor(object: JsonObject, problem: FieldPath = [], judgedKinds = CONTAINER_KINDS) {
    this.judgedKinds = judgedKinds;
    this.object = JSON.parse(JSON.stringify(object)) as Draft;
    const { apiVersion, kind } = object;
    const known = BUILT_IN_PLACES.find((place) => place.kind === kind);
    this.place = { apiVersion: String(apiVersion), kind: String(kind), template: known?.template ?? [] };
    this.offender = this.#containerAt(problem);
  }

  #containerAt(problem: FieldPath): Draft | undefined {
    const depth = this.place.template.length + 1;
    if (!CONTAINER_LISTS.some((list) => list === problem[depth]) || typeof problem[depth + 1] !== 'number')
      return undefined;
    return asDraft(valueAt(this.object, problem.slice(0, depth + 2)));
  }

  copy(): Specimen {
    const copy = new Specimen(this.object);
    copy.place = this.place;
    return copy;
  }

  get template(): Draft {
    return asDraft(valueAt(this.object, this.place.template)) ?? {};
  }

  get pod(): Draft {
    return asDraft(this.template.spec) ?? {};
  }

  /** All objects in the container lists, with the lists they are in. */
  get containers(): readonly Draft[] {
    return CONTAINER_LISTS.flatMap((list) => draftsIn(this.pod, list));
  }

  kindOf(container: Draft): ContainerKind | undefined {
    const isIn = (list: string) => draftsIn(this.pod, list).includes(container);
    if (isIn('ephemeralContainers')) return 'ephemeral';
    if (isIn('containers')) return 'regular';
    if (!isIn('initContainers')) return undefined;
    return container.restartPolicy === 'Always' ? 'sidecar' : 'init';
  }

  remove(container: Draft): void {
    for (const list of CONTAINER_LISTS) {
      const items = this.pod[list];
      if (Array.isArray(items) && items.includes(container))
        this.pod[list] = items.filter((item) => item !== container);
    }
  }

  /** Puts a container into a list, at the end that is asked for. */
  add(container: Draft, kind: ContainerKind, where: 'first' | 'last'): void {
    const list = LIST_OF[kind];
    const items = draftsIn(this.pod, list);
    this.pod[list] = where === 'first' ? [container, ...items] : [...items, container];
    if (kind === 'sidecar') container.restartPolicy = 'Always';
  }
}

/** The objects in a list. */
export function draftsIn(parent: Draft, list: string): readonly Draft[] {
  const items = Object.hasOwn(parent, list) ? parent[list] : undefined;
  return Array.isArray(items) ? items.filter(isObject).map((item) => item as Draft) : [];
}

export function asDraft(value: unknown): Draft | undefined {
  return isObject(value) ? (value as Draft) : undefined;
}

/** The object in a field, made where nothing is there. */
export function draftAt(parent: Draft, field: string): Draft | undefined {
  if (parent[field] === undefined || parent[field] === null) parent[field] = {};
  return asDraft(parent[field]);
}

/** Writes a field of any name, `__proto__` included, as a JSON reader does. */
export function write(draft: Draft, name: string, value: unknown): void {
  Object.defineProperty(draft, name, { value, enumerable: true, configurable: true, writable: true });
}
