/** Where a value sits in an object: field names and list indices from the root. */
export type FieldPath = readonly (string | number)[];

const PLAIN_FIELD = /^[A-Za-z_][A-Za-z0-9_-]*$/;
/** Longer than any name in Kubernetes. */
const MAX_NAME = 512;

/**
 * The path in the notation of Kubernetes API errors (`field.Path`):
 * `spec.containers[0].image`, `metadata.labels[app.kubernetes.io/name]`. The root is ''.
 * Names are cut after 512 characters, because one name can be a whole request long.
 */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += formatName(step.length > MAX_NAME ? `${step.slice(0, MAX_NAME)}…` : step, text === '');
  }
  return text;
}

function formatName(name: string, isFirst: boolean): string {
  if (!PLAIN_FIELD.test(name)) return `[${name}]`;
  return isFirst ? name : `.${name}`;
}

/** The path as a JSON Pointer (RFC 6901): `/spec/containers/0/image`. The root is ''. */
export function jsonPointer(path: FieldPath): string {
  let text = '';
  for (const step of path) text += `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return text;
}
