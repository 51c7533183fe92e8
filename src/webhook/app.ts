import type { RequestListener } from 'node:http';
import express, { type ErrorRequestHandler, type Request, type Response } from 'express';
import type { Registry } from 'prom-client';
import { describeFault } from './faults.ts';
import type { Log } from './log.ts';
import { hasBody, Refusal, refuse, sendJson } from './respond.ts';

export interface AppParts {
  /** Why the process is not ready, one line each; empty where it is. */
  readonly problems: () => readonly string[];
  /** Served under /metrics; absent where another listener serves it. */
  readonly registry?: Registry;
  readonly log: Log;
  /** How long a connection stays open after an answer that left a part of the body unread, in milliseconds. */
  readonly linger: number;
}

const NO_SUCH_PATH = new Refusal(404, 'no such path');
const NO_BODY = new Refusal(400, 'send no body to this path');
const USE_GET = new Refusal(405, 'use GET', { Allow: 'GET, HEAD' });

/** Everything but reviews: health, metrics, and JSON for whatever else is asked. No body is read. */
export function createApp({ problems, registry, log, linger }: AppParts): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.set('env', 'production');
  app.set('etag', false);
  app.set('query parser', false);

  const serve = (path: string, handler: (request: Request, response: Response) => unknown) => {
    app.get(path, (request, response) =>
      hasBody(request) ? refuse(request, response, NO_BODY, linger) : handler(request, response),
    );
    app.all(path, (request, response) => refuse(request, response, USE_GET, linger));
  };
  for (const path of ['/healthz', '/livez']) {
    serve(path, (_request, response) => sendJson(response, 200, '{"status":"ok"}'));
  }
  serve('/readyz', (_request, response) => {
    const reasons = problems();
    if (reasons.length === 0) sendJson(response, 200, '{"status":"ready"}');
    else sendJson(response, 503, JSON.stringify({ status: 'not ready', reasons }));
  });
  if (registry !== undefined) {
    serve('/metrics', async (_request, response) => {
      const text = await registry.metrics();
      response.setHeader('Content-Type', registry.contentType);
      response.end(text);
    });
  }
  app.use((request, response) => refuse(request, response, NO_SUCH_PATH, linger));
  app.use(errorHandler(log));
  // A target that is no path, such as a whole URL, is nothing that express can route.
  return (request, response) => {
    if (request.url?.startsWith('/')) app(request, response);
    else refuse(request, response, NO_SUCH_PATH, linger);
  };
}

function errorHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const status = clientStatus(error);
    if (status === undefined) log.logger.error(describeFault(error), 'a request could not be served');
    if (response.headersSent) response.destroy();
    else
      sendMessage(response, status ?? 500, status === undefined ? 'an unexpected error, see the log' : 'bad request');
  };
}

/** The status that express gives errors which the client caused, such as a bad escape in the path. */
function clientStatus(error: unknown): number | undefined {
  const status = Error.isError(error) ? (error as Error & { status?: unknown }).status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

function sendMessage(response: Response, code: number, message: string): void {
  sendJson(response, code, JSON.stringify({ code, message }));
}
