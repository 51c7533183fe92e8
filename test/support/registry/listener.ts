import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { type Authority, createAuthority } from '../certificates.ts';

/** How a test server speaks TLS. */
export interface TlsOptions {
  /** Default: an authority of its own. */
  readonly authority?: Authority;
  /** PEM of the authority whose client certificates are asked for, and required. */
  readonly clientCa?: string;
  /** Names in the certificate. Default: localhost and 127.0.0.1. */
  readonly names?: readonly string[];
  /** Hours from now at which the certificate ends; negative: already over. */
  readonly hours?: number;
}

/** A server on a free port of the loopback interface. */
export interface Listener {
  /** `127.0.0.1:port`. */
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:port`, or https. */
  readonly url: string;
  /** PEM to trust; undefined without TLS. */
  readonly ca: string | undefined;
  /** Connections that were accepted since the start. */
  connections(): number;
  /** Ends it at once, with every connection. */
  close(): Promise<void>;
}

export async function listenHttp(handler: RequestListener, tls?: TlsOptions | true): Promise<Listener> {
  if (tls === undefined) return listen(createHttpServer(handler), 'http');
  const { authority = await createAuthority(), clientCa, names, hours } = tls === true ? {} : tls;
  const pair = await authority.issue({ ...(names && { names }), ...(hours !== undefined && { hours }) });
  const options: ServerOptions = { ...pair, ...(clientCa !== undefined && { ca: clientCa, requestCert: true }) };
  return listen(createHttpsServer(options, handler), 'https', authority.cert);
}

/** A server below HTTP, for bytes that are none. */
export function listenTcp(onConnection: (socket: Socket) => void): Promise<Listener> {
  return listen(createTcpServer(onConnection), 'http');
}

async function listen(server: Server, scheme: string, ca?: string): Promise<Listener> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  const { port } = address;
  const host = `127.0.0.1:${port}`;
  return {
    host,
    port,
    url: `${scheme}://${host}`,
    ca,
    connections: () => connections,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
