import type { FieldPath } from '../../src/model/path.ts';

/** Every path of a JSON value, its root first. */
export function pathsOf(value: unknown, path: FieldPath = []): readonly FieldPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, field]) => {
    return pathsOf(field, [...path, Array.isArray(value) ? Number(key) : key]);
  });
  return [path, ...inner];
}

/** A copy with one value replaced; undefined stands for none. Paths that lead nowhere change nothing. */
export function replaced(value: unknown, [step, ...rest]: FieldPath, change: unknown): unknown {
  if (step === undefined) return change;
  if (typeof value !== 'object' || value === null) return value;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string | number, unknown>;
  const inner = replaced(copy[step], rest, change);
  return Object.defineProperty(copy, step, { value: inner, enumerable: true, configurable: true, writable: true });
}

/** A copy without the field or the list element at a path; items behind the element move up. */
export function removed(value: unknown, path: FieldPath): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return value;
  if (rest.length > 0) {
    return replaced(value, [step], removed((value as Record<string | number, unknown>)[step], rest));
  }
  if (Array.isArray(value)) return value.toSpliced(Number(step), 1);
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== step));
}

export function isPrefix(prefix: FieldPath, path: FieldPath): boolean {
  return prefix.every((step, index) => step === path[index]);
}
