import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Content } from '../images/content.ts';

/** A whole answer, before it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** What a request asks for, taken from its path (OCI distribution spec, endpoints). */
export interface Target {
  readonly repository: string;
  readonly kind: 'manifests' | 'blobs' | 'referrers' | 'tags' | 'uploads';
  /** Tag or digest; `list` for tags; the id of an upload. */
  readonly reference: string;
}

/** One request and the means to answer it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** undefined: no path of a repository. */
  readonly target: Target | undefined;
  readonly content: Content;
  /** `http://127.0.0.1:port` of the server that was asked. */
  readonly base: string;
  /** What an honest registry says. */
  answer(): Promise<Answer>;
}

const PATH = /^\/v2\/(?<repository>.+?)\/(?<kind>manifests|blobs\/uploads|blobs|referrers|tags)\/(?<reference>[^/]*)$/;

export function targetOf({ pathname }: URL): Target | undefined {
  const { repository, kind, reference = '' } = PATH.exec(pathname)?.groups ?? {};
  if (repository === undefined || kind === undefined) return undefined;
  return { repository, kind: (kind === 'blobs/uploads' ? 'uploads' : kind) as Target['kind'], reference };
}

/** An error as registries write it. */
export function failure(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(status, { errors: [{ code, message: code.toLowerCase().replaceAll('_', ' ') }] }, headers);
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** Sends an answer; to HEAD without its body. */
export function respond({ request, response }: Exchange, { status, headers = {}, body = '' }: Answer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'Content-Length': String(bytes.length), ...headers });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
