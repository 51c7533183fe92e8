import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdmissionRequest } from '../../src/model/admission.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { Problem } from '../../src/model/problem.ts';
import { type Check, NO_SURROUNDINGS, type Surroundings } from '../../src/model/rule.ts';
import type { SourceDocument } from '../../src/model/source.ts';
import type { Workload } from '../../src/model/workload.ts';
import { parseConnection } from '../../src/parse/connection.ts';
import { ObjectSet } from '../../src/parse/object-set.ts';
import { parseWorkloads } from '../../src/parse/workload.ts';
import { BUILT_IN_KINDS } from '../../src/parse/workload-kinds.ts';
import { statedImages } from './stated-images.ts';

const ROOT = join(import.meta.dirname, '../..');

export function readProjectFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export function listProjectFolder(path: string): string[] {
  return readdirSync(join(ROOT, path));
}

/** `line: rule id`, the form in which marks and findings are compared. */
export type Place = string;

const MARK = /# finding: (?<id>[a-z-]+)(?: x(?<times>\d+))?$/;

/** Where a text expects findings: lines that end in `# finding: <id>`, or `# finding: <id> x2` for two. */
export function markedPlaces(text: string): readonly Place[] {
  return text.split('\n').flatMap((line, index) => {
    const { id, times = '1' } = MARK.exec(line)?.groups ?? {};
    return id === undefined ? [] : Array<Place>(Number(times)).fill(`${index + 1}: ${id}`);
  });
}

export interface Judged {
  readonly object: JsonObject;
  readonly workload: Workload;
  readonly problems: readonly Problem[];
}

/** Runs a check over a manifest; the manifest is frozen, so that a check that writes fails. */
export function judge(check: Check, value: unknown, surroundings: Surroundings = NO_SURROUNDINGS): Judged {
  const object = deepFreeze(value);
  if (!isObject(object)) throw new Error('a manifest must be an object');
  const workload = readWorkload(object);
  const problems: Problem[] = [];
  check(workload, (problem) => problems.push(problem), surroundings);
  return { object, workload, problems };
}

/** Reads a manifest, or the options of a connection in the form of one. */
export function readWorkload(object: JsonObject, namespace = namespaceOf(object)): Workload {
  const workload = isConnection(object)
    ? connectionOf(object)
    : parseWorkloads(object, { kind: String(object.kind), namespace })?.[0];
  if (workload === undefined) throw new Error(`${object.kind} is not a workload kind`);
  return workload;
}

/** As offline: what the file says, or else the namespace of the command line. */
export function namespaceOf({ metadata }: JsonObject): string {
  const namespace = isObject(metadata) ? metadata.namespace : undefined;
  return typeof namespace === 'string' && namespace !== '' ? namespace : 'default';
}

/** The places of all problems that `check` finds in a manifest, in the order of lines. */
export function foundPlaces(
  id: string,
  check: Check,
  document: SourceDocument,
  surroundings: Surroundings = NO_SURROUNDINGS,
): readonly Place[] {
  return judge(check, document.value, surroundings)
    .problems.map(({ path }) => document.positionOf(path).line)
    .sort((one, other) => one - other)
    .map((line) => `${line}: ${id}`);
}

/** What a check is given: what the text states of images, or else all of the documents, for cross-object rules. */
export function surroundingsOf(documents: readonly SourceDocument[], text: string): Surroundings {
  const images = statedImages(text);
  if (images !== undefined) return { ...NO_SURROUNDINGS, images };
  const objects = new ObjectSet('default');
  for (const { value } of documents) {
    if (isObject(value)) objects.add(value, { apiVersion: String(value.apiVersion), kind: String(value.kind) });
  }
  return objects;
}

/** The documents that hold a pod template; others only stand around them. */
export function workloadsAmong(documents: readonly SourceDocument[]): readonly SourceDocument[] {
  return documents.filter(({ value }) => {
    if (!isObject(value)) return true;
    return isConnection(value) || BUILT_IN_KINDS.find(String(value.apiVersion), String(value.kind)) !== undefined;
  });
}

function isConnection({ kind }: JsonObject): boolean {
  return /^Pod\w+Options$/.test(String(kind));
}

/** The options of a connection, as a file in the tests has them: metadata names the pod. */
function connectionOf(object: JsonObject): Workload | undefined {
  const { kind, metadata, ...options } = object;
  const { name = 'web', namespace = 'default' } = isObject(metadata) ? metadata : {};
  return parseConnection({
    ...CONNECT_REQUEST,
    kind: { group: '', version: 'v1', kind: String(kind) },
    name: String(name),
    namespace: String(namespace),
    object: options,
  });
}

const CONNECT_REQUEST: AdmissionRequest = {
  uid: 'c0ffee00-0000-4000-8000-000000000000',
  kind: { group: '', version: 'v1', kind: 'PodExecOptions' },
  resource: 'pods',
  subResource: 'exec',
  name: 'web',
  namespace: 'default',
  operation: 'CONNECT',
  requester: { username: 'alice', groups: [] },
  dryRun: false,
  object: {},
  oldObject: null,
};

/** The value at a path, which has to exist. */
export function valueAt(object: unknown, path: readonly (string | number)[]): unknown {
  let value = object;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      throw new Error(`nothing at ${path}`);
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function deepFreeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
