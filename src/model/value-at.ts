import { isObject, ownField } from './json.ts';
import type { FieldPath } from './path.ts';

/** The value at a path; undefined where the path leads nowhere. */
export function valueAt(root: unknown, path: FieldPath): unknown {
  let value = root;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isObject(value) ? ownField(value, String(step)) : undefined;
  }
  return value;
}
