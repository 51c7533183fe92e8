import { isObject, ownField } from '../model/json.ts';
import { printable } from '../model/printable.ts';

/**
 * Why the API server could not be asked, without a word of its answer: messages of the client library and of
 * `JSON.parse` quote the answer, which may be a Secret. For the same reason it has no `cause`.
 */
export function failureOf(what: string, resource: string, error: unknown): Error {
  return new Error(`${what} ${reasonOf(resource, error)}`);
}

function reasonOf(resource: string, error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case 404:
      return 'does not exist';
    case 401:
      return 'cannot be read: the API server does not accept our credentials (401)';
    case 403:
      return `cannot be read: our service account needs the right to get ${resource} there (403)`;
    default:
      return `cannot be read: ${typeof code === 'number' ? `the API server answered with ${code}` : kindOf(code, error)}`;
  }
}

function kindOf(code: string | undefined, error: unknown): string {
  const name = isObject(error) ? error.name : undefined;
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer in time';
  return code === undefined ? 'the answer is not what an API server sends' : `no answer (${printable(code, 64)})`;
}

/** A status of HTTP, or what Node.js calls the failure of a connection, which fetch hides in causes. */
function codeOf(error: unknown): number | string | undefined {
  let cause = error;
  for (let level = 0; level < 4 && isObject(cause); level += 1) {
    const code = cause.code;
    if (typeof code === 'string' || (typeof code === 'number' && level === 0 && isStatus(cause))) return code;
    cause = cause.cause;
  }
  return undefined;
}

/** A `DOMException`, which a time-out is, has numbers of its own. */
function isStatus(error: object): boolean {
  return ownField(error as Record<string, unknown>, 'code') !== undefined;
}
