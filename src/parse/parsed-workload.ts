import { isObject, type JsonObject, ownField } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import type { Problem } from '../model/problem.ts';
import { valueAt } from '../model/value-at.ts';
import {
  CONTAINER_LISTS,
  type Container,
  type ContainerList,
  type ImageUse,
  type Volume,
  type Workload,
} from '../model/workload.ts';
import { imageUses, namedImages } from './image-use.ts';

/** Containers of a pod, and volumes. More make it malformed, so that nobody reads those beyond. */
export const MAX_ENTRIES = 1_000;
export const NOTHING: JsonObject = Object.freeze({});

/** What the request or the manifest says of the object besides itself. */
export interface WorkloadOrigin {
  readonly kind: string;
  readonly apiVersion: string;
  readonly namespace: string;
  /** Counts where the object has no name of its own. */
  readonly name?: string;
  /** The object without defaults. */
  readonly written?: JsonObject;
}

/** What the workloads of one object have in common. */
export class WholeObject {
  readonly object: JsonObject;
  readonly origin: WorkloadOrigin;
  readonly name: string;
  #labels: ReadonlyMap<string, string> | undefined;

  constructor(object: JsonObject, origin: WorkloadOrigin) {
    this.object = object;
    this.origin = origin;
    this.name = nameOf(object) || origin.name || '';
  }

  get labels(): ReadonlyMap<string, string> {
    this.#labels ??= readLabels(this.object);
    return this.#labels;
  }
}

/** Which part of an object a workload is. */
export interface WorkloadPart {
  readonly templatePath: FieldPath;
  readonly template: JsonObject;
  readonly malformed: readonly Problem[];
  /** Only these containers, and no volumes. */
  readonly narrowedTo?: readonly Container[];
  /** No pod at all, but the images at these places. */
  readonly imagePlaces?: readonly FieldPath[];
}

export class ParsedWorkload implements Workload {
  readonly object: JsonObject;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly templatePath: FieldPath;
  readonly template: JsonObject;
  readonly podPath: FieldPath;
  readonly pod: JsonObject;
  readonly containers: readonly Container[];
  readonly windows: boolean;
  readonly narrowed: boolean;
  readonly malformed: readonly Problem[];
  readonly holds: 'pod' | 'images';
  readonly #whole: WholeObject;
  readonly #imagePlaces: readonly FieldPath[] | undefined;
  #volumes: readonly Volume[] | undefined;
  #images: readonly ImageUse[] | undefined;

  constructor(whole: WholeObject, { templatePath, template, malformed, narrowedTo, imagePlaces }: WorkloadPart) {
    const { apiVersion, kind, namespace } = whole.origin;
    this.object = whole.object;
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.namespace = namespace;
    this.name = whole.name;
    this.holds = imagePlaces === undefined ? 'pod' : 'images';
    this.templatePath = templatePath;
    this.template = template;
    this.podPath = [...templatePath, 'spec'];
    this.pod = objectAt(template, ['spec']);
    this.containers = narrowedTo ?? CONTAINER_LISTS.flatMap((list) => readContainers(this.pod, this.podPath, list));
    const os = this.pod.os;
    this.windows = isObject(os) && os.name === 'windows';
    this.malformed = malformed;
    this.#whole = whole;
    this.narrowed = narrowedTo !== undefined;
    this.#imagePlaces = imagePlaces;
  }

  get labels(): ReadonlyMap<string, string> {
    return this.#whole.labels;
  }

  get written(): JsonObject {
    return this.#whole.origin.written ?? this.object;
  }

  get volumes(): readonly Volume[] {
    this.#volumes ??= this.narrowed ? [] : readVolumes(this.pod, this.podPath);
    return this.#volumes;
  }

  get images(): readonly ImageUse[] {
    this.#images ??= this.#imagePlaces
      ? namedImages(this.object, this.kind, this.#imagePlaces)
      : imageUses(this.containers, this.volumes);
    return this.#images;
  }
}

/** The object at a path; an empty one where something else stands there, or nothing. */
function objectAt(root: JsonObject, path: FieldPath): JsonObject {
  const value = valueAt(root, path);
  return isObject(value) ? value : NOTHING;
}

/** The items of a list of the pod spec. */
export function entriesOf(pod: JsonObject, list: string): readonly unknown[] {
  const entries = ownField(pod, list);
  return Array.isArray(entries) ? entries : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function nameOf(object: JsonObject): string {
  const metadata = objectAt(object, ['metadata']);
  const prefix = text(ownField(metadata, 'generateName'));
  return text(ownField(metadata, 'name')) || (prefix && `${prefix}*`);
}

function readLabels(object: JsonObject): ReadonlyMap<string, string> {
  const labels = objectAt(object, ['metadata', 'labels']);
  return new Map(Object.entries(labels).map(([key, value]) => [key, text(value)]));
}

function readEntries(pod: JsonObject, list: string): readonly JsonObject[] {
  const entries = entriesOf(pod, list);
  const judged = entries.length > MAX_ENTRIES ? entries.slice(0, MAX_ENTRIES) : entries;
  return judged.map((entry) => (isObject(entry) ? entry : NOTHING));
}

function readContainers(pod: JsonObject, podPath: FieldPath, list: ContainerList): Container[] {
  return readEntries(pod, list).map((spec, index) => ({
    list,
    name: text(ownField(spec, 'name')),
    spec,
    path: [...podPath, list, index],
    sidecar: list === 'initContainers' && spec.restartPolicy === 'Always',
  }));
}

function readVolumes(pod: JsonObject, podPath: FieldPath): Volume[] {
  return readEntries(pod, 'volumes').map((spec, index) => ({
    name: text(ownField(spec, 'name')),
    spec,
    path: [...podPath, 'volumes', index],
  }));
}
