import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from './certificates.ts';
import { startServer } from './http-server.ts';

/** How an API server answers the next requests. */
export type Answer = (response: ServerResponse) => void;

/** Stands in for an API server, over HTTPS. */
export interface ApiServer {
  /** Path of a kubeconfig that leads here. */
  readonly kubeconfig: string;
  /** A folder of the test's own. */
  readonly folder: string;
  /** `GET /path`, one for each request. */
  asked(): readonly string[];
  answer: Answer;
  close(): Promise<void>;
}

export const notFound: Answer = (response) => status(404)(response);
export const silence: Answer = () => {};

/** A body of JSON. */
export function json(body: unknown, code = 200): Answer {
  return text(JSON.stringify(body), code);
}

/** What claims to be JSON. */
export function text(body: string, code = 200): Answer {
  return (response) => response.writeHead(code, { 'content-type': 'application/json' }).end(body);
}

/** A failure, as the API server says it. */
export function status(code: number, message = ''): Answer {
  return json({ apiVersion: 'v1', kind: 'Status', status: 'Failure', code, message }, code);
}

export async function startApiServer(): Promise<ApiServer> {
  const authority = await createAuthority();
  const server = await startServer((_, response) => api.answer(response), await authority.issue());
  const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-'));
  const kubeconfig = join(folder, 'config');
  const cluster = {
    server: `https://${server.host}`,
    'certificate-authority-data': Buffer.from(authority.cert).toString('base64'),
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    users: [{ name: 'u', user: {} }],
    'current-context': 'x',
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  const api: ApiServer = {
    kubeconfig,
    folder,
    asked: () => server.seen.map(({ method, url }) => `${method} ${url}`),
    answer: notFound,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
  return api;
}
