import type { PatchOperation } from '../model/decision.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { type FieldPath, jsonPointer } from '../model/path.ts';
import type { Remedy } from '../model/problem.ts';

type Writable = Record<string, unknown>;

/**
 * The JSON Patch (RFC 6902) that writes each remedy, in order, and the object it leads to. Missing
 * parents are created together with their first field. The given object is not touched.
 * @throws Error where a remedy leads through something that is not an object or a list item
 */
export function planPatch(
  object: JsonObject,
  remedies: readonly Remedy[],
): { readonly operations: readonly PatchOperation[]; readonly patched: JsonObject } {
  const patched = structuredClone(object) as Writable;
  const operations = remedies.map(({ path, value }) => write(patched, path, value));
  return { operations, patched };
}

function write(root: Writable, path: FieldPath, value: Json): PatchOperation {
  let parent: unknown = root;
  for (const [depth, step] of path.entries()) {
    const container = writable(parent, path.slice(0, depth));
    const current = Object.hasOwn(container, step) ? container[step] : undefined;
    const last = depth === path.length - 1;
    if (last || current === undefined || current === null) {
      if (Array.isArray(container) && current === undefined) throw new Error(`no item at ${jsonPointer(path)}`);
      const content = nest(path.slice(depth + 1), value);
      container[step] = structuredClone(content);
      const op = current === undefined ? 'add' : 'replace';
      return { op, path: jsonPointer(path.slice(0, depth + 1)), value: content };
    }
    parent = current;
  }
  throw new Error('a remedy needs a path');
}

function writable(value: unknown, path: FieldPath): Writable {
  if (!Array.isArray(value) && !isObject(value)) throw new Error(`not an object at ${jsonPointer(path)}`);
  return value as Writable;
}

function nest(path: FieldPath, value: Json): Json {
  return path.reduceRight<Json>((inner, step) => ({ [step]: inner }), value);
}
