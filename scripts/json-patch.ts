/** Writes values at JSON Pointers (RFC 6901) that lead to existing parents: all that the webhook's patches do. */
export function patched(
  object: object,
  changes: readonly { readonly path: string; readonly value: unknown }[],
): object {
  const copy = structuredClone(object);
  for (const { path, value } of changes) {
    const steps = path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop() ?? '';
    const parent = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], copy);
    (parent as Record<string, unknown>)[last] = value;
  }
  return copy;
}
