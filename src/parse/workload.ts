import { isObject, type JsonObject, ownField } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import type { Problem, Report } from '../model/problem.ts';
import { valueAt } from '../model/value-at.ts';
import { CONTAINER_LISTS, type Workload } from '../model/workload.ts';
import type { WorkloadKind, WorkloadKinds } from '../model/workload-kind.ts';
import { withTemplateDefaults } from './defaulting.ts';
import {
  entriesOf,
  MAX_ENTRIES,
  NOTHING,
  ParsedWorkload,
  WholeObject,
  type WorkloadOrigin,
} from './parsed-workload.ts';
import { findPlaces } from './places.ts';
import { controllerSpec, METADATA, POD_SPEC, POD_STATUS } from './pod-shape.ts';
import { checkShape } from './shape.ts';
import { BUILT_IN_KINDS, isBuiltIn } from './workload-kinds.ts';

/** Workloads of one object; nearly always one. */
export type Workloads = readonly [Workload, ...Workload[]];

/**
 * Reads an object as workloads: one for each pod template that it holds, and one for the images that it names outside
 * of them, which comes first and also says what kept templates from being found. Never throws: what cannot be read is
 * listed in `malformed`. Undefined for a kind that holds no pod.
 *
 * The API server does not complete templates in custom resources, but the pods that are made from them: they are
 * judged as such, wherever the object comes from. `origin.apiVersion` is taken from the object where it is not given.
 */
export function parseWorkloads(
  object: unknown,
  origin: Omit<WorkloadOrigin, 'apiVersion'> & { readonly apiVersion?: string },
  kinds: WorkloadKinds = BUILT_IN_KINDS,
): Workloads | undefined {
  const content = isObject(object) ? object : NOTHING;
  const apiVersion = origin.apiVersion ?? apiVersionOf(content);
  const kind = kinds.find(apiVersion, origin.kind);
  if (kind === undefined) return undefined;
  const whole = new WholeObject(content, { ...origin, apiVersion });
  const faults = faultsOfObject(object);
  const { templates, images, obstacles } = findPlaces(content, kind);
  const [first, ...rest] = templates.map((place) => readTemplate(whole, kind, place, faults));
  if (first !== undefined && images.length === 0 && obstacles.length === 0) return [first, ...rest];
  const malformed = [...faults, ...obstacles];
  const named = new ParsedWorkload(whole, { templatePath: [], template: NOTHING, malformed, imagePlaces: images });
  return first === undefined ? [named] : [named, first, ...rest];
}

function readTemplate(
  whole: WholeObject,
  kind: WorkloadKind,
  templatePath: FieldPath,
  faults: readonly Problem[],
): Workload {
  const written = valueAt(whole.object, templatePath);
  const completed = isBuiltIn(kind) ? written : withTemplateDefaults(written);
  const malformed = [...faults];
  const template = isObject(completed) ? completed : NOTHING;
  const workload = new ParsedWorkload(whole, { templatePath, template, malformed });
  if (whole.object !== NOTHING) checkWorkload(workload, isBuiltIn(kind), (problem) => malformed.push(problem));
  return workload;
}

/**
 * The same pod with only what a `pods/ephemeralcontainers` request adds: the ephemeral containers that
 * `before` does not hold in the same form, and no volumes (KEP-277: nothing else may change).
 */
export function addedEphemeralContainers(workload: Workload, before: Workload | undefined): Workload {
  const known = new Map(before?.containers.map((container) => [container.name, JSON.stringify(container.spec)]));
  const narrowedTo = workload.containers.filter(
    ({ list, name, spec }) => list === 'ephemeralContainers' && known.get(name) !== JSON.stringify(spec),
  );
  const { object, templatePath, template, malformed } = workload;
  return new ParsedWorkload(new WholeObject(object, workload), { templatePath, template, malformed, narrowedTo });
}

/** Gives parts of the object around `workload` in which there is nothing: no pod, or no image. */
export function emptyParts(workload: Workload): (place: Workload) => Workload {
  // Shared, because an object may have a thousand parts, and a hundred thousand labels.
  const whole = new WholeObject(workload.object, workload);
  return ({ holds, templatePath }) => {
    const nothing = { templatePath, template: NOTHING, malformed: [] };
    return new ParsedWorkload(whole, holds === 'images' ? { ...nothing, imagePlaces: [] } : nothing);
  };
}

function apiVersionOf(object: JsonObject): string {
  const apiVersion = ownField(object, 'apiVersion');
  return typeof apiVersion === 'string' ? apiVersion : '';
}

/** What is wrong with the object outside of any pod. */
function faultsOfObject(object: unknown): readonly Problem[] {
  if (!isObject(object)) return [{ message: 'malformed: the object must be a JSON object', path: [] }];
  const faults: Problem[] = [];
  checkShape(METADATA, object.metadata ?? NOTHING, ['metadata'], (fault) => faults.push(fault));
  return faults;
}

function checkWorkload(workload: Workload, isBuiltInKind: boolean, report: Report): void {
  const { object, templatePath, template, podPath, pod } = workload;
  if (!isObject(ownField(template, 'spec'))) {
    report({ message: 'malformed: the pod spec is missing or not an object', path: podPath });
    return;
  }
  if (templatePath.length > 0) {
    if (isBuiltInKind) checkShape(controllerSpec(workload.kind), object.spec ?? NOTHING, ['spec'], report);
    checkShape(METADATA, template.metadata ?? NOTHING, [...templatePath, 'metadata'], report);
  } else if (isBuiltInKind) {
    checkShape(POD_STATUS, object.status ?? NOTHING, ['status'], report);
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
