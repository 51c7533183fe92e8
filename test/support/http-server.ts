import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';

/** A request as a test server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Handler = (request: SeenRequest, response: ServerResponse) => void;

/** A server on 127.0.0.1 that notes what it is asked. */
export interface TestServer {
  readonly port: number;
  /** `127.0.0.1:port` */
  readonly host: string;
  readonly seen: SeenRequest[];
  /** Connections so far, and those that are open. */
  readonly connections: { total: number; readonly open: Set<Socket> };
  close(): Promise<void>;
}

/** Answers HTTP, or HTTPS with these options. */
export async function startServer(handler: Handler, tls?: ServerOptions): Promise<TestServer> {
  const seen: SeenRequest[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const noted = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      seen.push(noted);
      handler(noted, response);
    });
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  return listening(server, seen);
}

/** Hands out raw connections, for peers that do not speak HTTP or TLS. */
export async function startSocketServer(onSocket: (socket: Socket) => void): Promise<TestServer> {
  return listening(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      onSocket(socket);
    }),
    [],
  );
}

async function listening(server: Server, seen: SeenRequest[]): Promise<TestServer> {
  const open = new Set<Socket>();
  const connections = { total: 0, open };
  server.on('connection', (socket: Socket) => {
    connections.total++;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    host: `127.0.0.1:${port}`,
    seen,
    connections,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
