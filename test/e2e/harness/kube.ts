import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';

/** An object of the Kubernetes API; the tests look into it freely. */
// biome-ignore lint/suspicious/noExplicitAny: the shape differs by kind, and a wrong access fails the test
export type KubeObject = any;

/** What an API server answered. */
export interface KubeAnswer {
  readonly status: number;
  /** The object, or a `Status`; a text where the answer was no JSON. */
  readonly body: KubeObject;
  /** Texts of the `Warning` headers, in order. */
  readonly warnings: readonly string[];
  /** Finds the request in the audit log. */
  readonly auditId: string;
}

/** Content types of PATCH (Kubernetes API concepts). */
export const PATCH = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

export interface KubeOptions {
  readonly body?: unknown;
  readonly contentType?: string;
  /** Whom to act as, by impersonation. */
  readonly as?: { readonly user: string; readonly groups?: readonly string[] };
}

/** One request to an API server. Rejects where there is no HTTP answer within 65 seconds. */
export type Kube = (method: string, path: string, options?: KubeOptions) => Promise<KubeAnswer>;

/** How to reach an API server: the PEM of its CA, and a bearer token. */
export interface Access {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

/** A new secret. */
export function newToken(): string {
  return randomBytes(24).toString('hex');
}

/** A client that speaks to one API server with one token; `close` ends its connections. */
export function kubeClient({ url, ca, token }: Access): Kube & { close(): void } {
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 32 });
  const kube: Kube = async (method, path, { body, contentType = 'application/json', as } = {}) => {
    const headers: Record<string, string | string[]> = { authorization: `Bearer ${token}`, accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = contentType;
    if (as !== undefined) headers['impersonate-user'] = as.user;
    if (as?.groups !== undefined) headers['impersonate-group'] = [...as.groups];
    const call = request(new URL(path, url), { method, agent, headers, timeout: 65_000 });
    call.once('timeout', () => call.destroy(new Error(`no answer to ${method} ${path}`)));
    call.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    return {
      status: answer.statusCode ?? 0,
      body: parse(await text(answer)),
      warnings: (answer.headersDistinct.warning ?? []).map(warningText),
      auditId: String(answer.headers['audit-id']),
    };
  };
  return Object.assign(kube, { close: () => agent.destroy() });
}

function parse(body: string): KubeObject {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** The text of `299 - "text"` (RFC 7234 section 5.5), which HTTP delivers byte by byte as Latin-1. */
function warningText(header: string): string {
  const quoted = /"(.*)"$/s.exec(header)?.[1] ?? header;
  return Buffer.from(quoted, 'latin1').toString('utf8').replaceAll(/\\(.)/gs, '$1');
}
