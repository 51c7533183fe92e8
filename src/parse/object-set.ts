import { isObject, type JsonObject, ownField } from '../model/json.ts';
import type { Surroundings } from '../model/rule.ts';
import type { Workload } from '../model/workload.ts';
import type { WorkloadKinds } from '../model/workload-kind.ts';
import { parseWorkloads } from './workload.ts';
import { BUILT_IN_KINDS, splitApiVersion } from './workload-kinds.ts';

const NOTHING: readonly never[] = [];

/** The objects of a set of files, found by kind and namespace. */
export class ObjectSet implements Surroundings {
  readonly #defaultNamespace: string;
  readonly #kinds: WorkloadKinds;
  readonly #objects = new Map<string, JsonObject[]>();
  readonly #workloads = new Map<string, Workload[]>();

  /** `defaultNamespace` is that of objects which name none. */
  constructor(defaultNamespace: string, kinds: WorkloadKinds = BUILT_IN_KINDS) {
    this.#defaultNamespace = defaultNamespace;
    this.#kinds = kinds;
  }

  add(object: JsonObject, { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): void {
    const { group } = splitApiVersion(apiVersion);
    const metadata = isObject(object.metadata) ? object.metadata : {};
    const written = ownField(metadata, 'namespace');
    const namespace = typeof written === 'string' && written !== '' ? written : this.#defaultNamespace;
    append(this.#objects, key(group, kind, namespace), object);
    append(this.#objects, key(group, kind, ''), object);
    const workloads = parseWorkloads(object, { kind, apiVersion, namespace }, this.#kinds) ?? [];
    for (const workload of workloads) append(this.#workloads, namespace, workload);
  }

  objects(group: string, kind: string, namespace: string): readonly JsonObject[] {
    return this.#objects.get(key(group, kind, namespace)) ?? NOTHING;
  }

  workloads(namespace: string): readonly Workload[] {
    return this.#workloads.get(namespace) ?? NOTHING;
  }
}

function key(group: string, kind: string, namespace: string): string {
  return JSON.stringify([group, kind, namespace]);
}

function append<T>(map: Map<string, T[]>, at: string, item: T): void {
  const items = map.get(at);
  if (items === undefined) map.set(at, [item]);
  else items.push(item);
}
