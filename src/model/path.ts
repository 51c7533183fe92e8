/** Where a value sits in an object: field names and list indices from the root. */
export type FieldPath = readonly (string | number)[];

const PLAIN_FIELD = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * The path in the notation of Kubernetes API errors (`field.Path`):
 * `spec.containers[0].image`, `metadata.labels[app.kubernetes.io/name]`. The root is ''.
 */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number' || !PLAIN_FIELD.test(step)) text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

/** The path as a JSON Pointer (RFC 6901): `/spec/containers/0/image`. The root is ''. */
export function jsonPointer(path: FieldPath): string {
  let text = '';
  for (const step of path) text += `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return text;
}
