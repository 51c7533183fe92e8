import { isObject } from '../model/json.ts';
import { printable } from '../model/printable.ts';

/** There is no such object. Known by its name: this part is built apart from those who ask. */
export class AbsentObject extends Error {
  override readonly name = 'AbsentObject';
}

/** Causes inside of causes that are looked at. */
const MAX_CAUSES = 4;

/**
 * Why the API server could not be asked, without a word of its answer: messages of the client library and of
 * `JSON.parse` quote the answer, which may be a Secret. For the same reason it has no `cause`.
 * @param what with its name: `Secret "shop/pull"`
 * @param resource as RBAC names it
 */
export function failureOf(what: string, resource: string, error: unknown): Error {
  if (isObject(error) && error.code === 404) return new AbsentObject(`${what} does not exist`);
  return new Error(`${what} ${reasonOf(resource, error)}`);
}

function reasonOf(resource: string, error: unknown): string {
  const name = isObject(error) ? error.name : undefined;
  if (name === 'TimeoutError' || name === 'AbortError') return 'cannot be read: no answer in time';
  const status = isObject(error) ? error.code : undefined;
  if (status === 401) return 'cannot be read: the API server does not accept our credentials (401)';
  if (status === 403) return `cannot be read: our service account needs the right to get ${resource} there (403)`;
  if (typeof status === 'number') return `cannot be read: the API server answers with status ${status}`;
  const code = systemCode(error);
  if (code !== undefined) return `cannot be read: the API server cannot be asked (${printable(code, 64)})`;
  return 'cannot be read: the answer is not what an API server sends';
}

/** What Node.js calls a failed connection; `fetch` hides it in causes. */
function systemCode(error: unknown): string | undefined {
  let cause = error;
  for (let level = 0; level < MAX_CAUSES && isObject(cause); level += 1) {
    if (typeof cause.code === 'string') return cause.code;
    cause = cause.cause;
  }
  return undefined;
}
