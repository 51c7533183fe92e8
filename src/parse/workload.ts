import { isObject, type JsonObject, ownField } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import type { Problem, Report } from '../model/problem.ts';
import { valueAt } from '../model/value-at.ts';
import {
  CONTAINER_LISTS,
  type Container,
  type ContainerList,
  type ImageUse,
  type Volume,
  type Workload,
} from '../model/workload.ts';
import type { WorkloadKinds } from '../model/workload-kind.ts';
import { imageUses, namedImages } from './image-use.ts';
import { placesOf } from './places.ts';
import { CONTROLLER_SPEC, METADATA, POD_SPEC } from './pod-shape.ts';
import { checkShape } from './shape.ts';
import { BUILT_IN_KINDS } from './workload-kinds.ts';

/** What the request or the manifest says of the object besides itself. */
export interface WorkloadOrigin {
  readonly kind: string;
  /** Taken from the object where it is not given. */
  readonly apiVersion?: string;
  readonly namespace: string;
  /** Counts where the object has no name of its own. */
  readonly name?: string;
}

/** Containers of a pod, and volumes. More make it malformed, so that nobody reads those beyond. */
const MAX_ENTRIES = 1_000;
const NOTHING: JsonObject = Object.freeze({});

/**
 * Reads an object as workloads: one for each pod template that it holds, and one for the images that it names
 * outside of them. Never throws: what cannot be read is listed in `malformed`. Never empty: where nothing is found,
 * one malformed workload says so, unless the kind allows it. Undefined for a kind that holds no pod.
 */
export function parseWorkloads(
  object: unknown,
  origin: WorkloadOrigin,
  kinds: WorkloadKinds = BUILT_IN_KINDS,
): readonly [Workload, ...Workload[]] | undefined {
  const whole = isObject(object) ? object : NOTHING;
  const apiVersion = origin.apiVersion ?? text(ownField(whole, 'apiVersion'));
  const kind = kinds.find(apiVersion, origin.kind);
  if (kind === undefined) return undefined;
  const found: Workload[] = [];
  const source = { ...origin, apiVersion };
  for (const { path, optional } of kind.templates) {
    for (const place of placesOf(whole, path)) {
      if (optional && valueAt(whole, place) === undefined) continue;
      const malformed: Problem[] = [];
      const workload = new ParsedWorkload(whole, source, { templatePath: place, malformed });
      checkWorkload(object, workload, (problem) => malformed.push(problem));
      found.push(workload);
    }
  }
  const images = kind.images.flatMap((path) => placesOf(whole, path));
  const [first, ...rest] = found;
  if (first !== undefined && images.length === 0) return [first, ...rest];
  const malformed: Problem[] = [];
  const named = new ParsedWorkload(whole, source, { templatePath: [], malformed, imagePlaces: images });
  checkObject(object, named, (problem) => malformed.push(problem));
  for (const place of images) checkImagePlace(whole, place, (problem) => malformed.push(problem));
  return [named, ...found];
}

/**
 * The same pod with only what a `pods/ephemeralcontainers` request adds: the ephemeral containers that
 * `before` does not hold in the same form, and no volumes (KEP-277: nothing else may change).
 */
export function addedEphemeralContainers(workload: Workload, before: Workload | undefined): Workload {
  const known = new Map(before?.containers.map((container) => [container.name, JSON.stringify(container.spec)]));
  const added = workload.containers.filter(
    ({ list, name, spec }) => list === 'ephemeralContainers' && known.get(name) !== JSON.stringify(spec),
  );
  const { object, apiVersion, kind, namespace, name, templatePath, malformed } = workload;
  return new ParsedWorkload(
    object,
    { apiVersion, kind, namespace, name },
    { templatePath, malformed, narrowedTo: added },
  );
}

function checkObject(object: unknown, { object: whole }: Workload, report: Report): boolean {
  if (whole !== object) {
    report({ message: 'malformed: the object must be a JSON object', path: [] });
    return false;
  }
  checkShape(METADATA, whole.metadata ?? NOTHING, ['metadata'], report);
  return true;
}

/** Nothing else looks at the type of what stands there. */
function checkImagePlace(whole: JsonObject, place: FieldPath, report: Report): void {
  const value = valueAt(whole, place);
  if (typeof value === 'string' || value === undefined || value === null) return;
  report({ message: 'malformed: must be an image reference', path: place });
}

function checkWorkload(object: unknown, workload: Workload, report: Report): void {
  const { object: whole, templatePath, template, podPath, pod } = workload;
  if (!checkObject(object, workload, report)) return;
  if (!isObject(ownField(template, 'spec'))) {
    report({ message: 'malformed: the pod spec is missing or not an object', path: podPath });
    return;
  }
  if (templatePath.length > 0) {
    checkShape(CONTROLLER_SPEC, whole.spec ?? NOTHING, ['spec'], report);
    checkShape(METADATA, template.metadata ?? NOTHING, [...templatePath, 'metadata'], report);
  }
  checkShape(POD_SPEC, pod, podPath, report);
  const regular = pod.containers ?? [];
  if (Array.isArray(regular) && regular.length === 0) {
    report({ message: 'malformed: a pod needs at least one container', path: [...podPath, 'containers'] });
  }
  const containers = CONTAINER_LISTS.reduce((sum, list) => sum + entriesOf(pod, list).length, 0);
  checkCount('containers', containers, podPath, report);
  checkCount('volumes', entriesOf(pod, 'volumes').length, [...podPath, 'volumes'], report);
}

function checkCount(what: string, count: number, path: FieldPath, report: Report): void {
  if (count <= MAX_ENTRIES) return;
  report({ message: `malformed: ${count} ${what}, at most ${MAX_ENTRIES} are judged`, path });
}

/** Which part of an object a workload is. */
interface WorkloadParts {
  readonly templatePath: FieldPath;
  readonly malformed: readonly Problem[];
  /** Only these containers, and no volumes. */
  readonly narrowedTo?: readonly Container[];
  /** No pod at all, but the images at these places. */
  readonly imagePlaces?: readonly FieldPath[];
}

class ParsedWorkload implements Workload {
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
  readonly malformed: readonly Problem[];
  readonly holds: 'pod' | 'images';
  readonly #narrowed: boolean;
  readonly #imagePlaces: readonly FieldPath[] | undefined;
  #labels: ReadonlyMap<string, string> | undefined;
  #volumes: readonly Volume[] | undefined;
  #images: readonly ImageUse[] | undefined;

  constructor(
    object: JsonObject,
    origin: WorkloadOrigin & { readonly apiVersion: string },
    { templatePath, malformed, narrowedTo, imagePlaces }: WorkloadParts,
  ) {
    this.object = object;
    this.apiVersion = origin.apiVersion;
    this.kind = origin.kind;
    this.namespace = origin.namespace;
    this.name = nameOf(object) || origin.name || '';
    this.holds = imagePlaces === undefined ? 'pod' : 'images';
    this.templatePath = templatePath;
    this.template = imagePlaces === undefined ? objectAt(object, templatePath) : NOTHING;
    this.podPath = [...templatePath, 'spec'];
    this.pod = objectAt(this.template, ['spec']);
    this.containers = narrowedTo ?? CONTAINER_LISTS.flatMap((list) => readContainers(this.pod, this.podPath, list));
    const os = this.pod.os;
    this.windows = isObject(os) && os.name === 'windows';
    this.malformed = malformed;
    this.#narrowed = narrowedTo !== undefined;
    this.#imagePlaces = imagePlaces;
  }

  get labels(): ReadonlyMap<string, string> {
    this.#labels ??= readLabels(this.object);
    return this.#labels;
  }

  get volumes(): readonly Volume[] {
    this.#volumes ??= this.#narrowed ? [] : readVolumes(this.pod, this.podPath);
    return this.#volumes;
  }

  get images(): readonly ImageUse[] {
    this.#images ??= this.#imagePlaces
      ? namedImages(this.object, this.kind, this.#imagePlaces)
      : imageUses(this.containers, this.volumes);
    return this.#images;
  }
}

function objectAt(root: JsonObject, path: FieldPath): JsonObject {
  const value = valueAt(root, path);
  return isObject(value) ? value : NOTHING;
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

function entriesOf(pod: JsonObject, list: string): readonly unknown[] {
  const entries = ownField(pod, list);
  return Array.isArray(entries) ? entries : [];
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
