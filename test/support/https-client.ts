import { once } from 'node:events';
import { type RequestOptions as HttpOptions, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent, type AgentOptions, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; throws where it is none. */
  json(): Record<string, unknown>;
}

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly agent?: Agent;
}

/** Sends a request over TLS or plain HTTP, as the URL says. Rejects where no whole answer came. */
export function send(url: string, { method = 'GET', headers = {}, body, agent }: SendOptions = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const start = url.startsWith('https:') ? httpsRequest : httpRequest;
  const options: HttpOptions = { method, headers, ...(agent === undefined ? {} : { agent }) };
  const request = start(url, options, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const { statusCode: status = 0 } = response;
      resolve({ status, headers: response.headers, text, json: () => JSON.parse(text) as Record<string, unknown> });
    });
  });
  request.on('error', reject);
  request.end(body);
  return promise;
}

/** An agent that trusts one authority. Destroy it at the end of the test. */
export function agentFor(ca: string, options: AgentOptions = {}): Agent {
  return new Agent({ ca, keepAlive: true, ...options });
}

/** Opens a TLS connection for tests that write their own bytes. Errors after the handshake are ignored. */
export async function openTls(url: string, options: ConnectionOptions): Promise<TLSSocket> {
  const { hostname, port } = new URL(url);
  const socket = connectTls({ host: hostname, port: Number(port), ...options });
  await once(socket, 'secureConnect');
  socket.on('error', () => {});
  return socket;
}

/** Everything that arrives until the connection is closed by the other side. */
export async function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await closed(socket);
  return Buffer.concat(chunks).toString();
}

/** Settles when the connection is gone, however it went. */
export function closed(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (socket.closed) resolve();
  else socket.once('close', () => resolve());
  return promise;
}
