import { createServer as createHttpServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { describeFault } from './faults.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Address, Limits, Timings } from './options.ts';
import { PROTOCOL } from './tls.ts';

const DROP_LOG_INTERVAL_MS = 60_000;
const MAKE_ROOM_INTERVAL_MS = 1_000;
/** Who has connected in earnest has sent something well before this. */
const SILENT_MS = 1_000;

export interface ListenerParts {
  readonly metrics: Metrics;
  readonly log: Log;
  readonly limits: Limits;
  readonly timings: Timings;
}

/** A TLS server without a certificate yet: until `setSecureContext` every handshake fails. */
export function createTlsListener(
  parts: ListenerParts,
  askForCertificate: boolean,
  listener: RequestListener,
): TlsServer {
  const server = createHttpsServer(
    {
      ...httpOptions(parts),
      ...PROTOCOL,
      handshakeTimeout: parts.timings.handshake,
      requestCert: askForCertificate,
      rejectUnauthorized: askForCertificate,
    },
    listener,
  );
  server.on('tlsClientError', () => parts.metrics.failedHandshakes.inc());
  return guard(server, parts);
}

export function createPlainListener(parts: ListenerParts, listener: RequestListener): Server {
  return guard(createHttpServer(httpOptions(parts), listener), parts);
}

/**
 * There is no `clientError` handler: Node answers what it cannot parse with 400, 408 or 431 and destroys the
 * socket, also one that never finished its handshake.
 */
function httpOptions({ limits, timings }: ListenerParts): ServerOptions {
  return {
    headersTimeout: timings.headers,
    requestTimeout: timings.request,
    connectionsCheckingInterval: timings.connectionCheck,
    keepAliveTimeout: timings.keepAlive,
    maxHeaderSize: limits.maxHeader,
  };
}

function guard<S extends Server | TlsServer>(server: S, { metrics, log, limits }: ListenerParts): S {
  const connections = new Map<Socket, number>();
  let dropped = 0;
  let madeRoomAt = Number.NEGATIVE_INFINITY;
  let loggedAt = Number.NEGATIVE_INFINITY;
  server.maxConnections = limits.maxConnections;
  server.on('connection', (connection: Socket) => {
    connections.set(connection, performance.now());
    connection.once('close', () => connections.delete(connection));
  });
  server.on('drop', () => {
    metrics.droppedConnections.inc();
    dropped++;
    const now = performance.now();
    if (now - madeRoomAt >= MAKE_ROOM_INTERVAL_MS) {
      madeRoomAt = now;
      if (!destroySilent(connections, now - SILENT_MS)) server.closeIdleConnections();
    }
    if (now - loggedAt < DROP_LOG_INTERVAL_MS) return;
    loggedAt = now;
    log.logger.warn({ dropped, limit: limits.maxConnections }, 'connections dropped: too many at a time');
    dropped = 0;
  });
  return server;
}

/** Those who never used their connection make room first, then those who do not use it now. */
function destroySilent(connections: ReadonlyMap<Socket, number>, since: number): boolean {
  let found = false;
  for (const [connection, openedAt] of connections) {
    if (connection.bytesRead > 0 || openedAt > since) continue;
    connection.destroy();
    found = true;
  }
  return found;
}

/**
 * @returns the URL; its port is the one the system chose where 0 was asked for
 * @throws Error where the address cannot be had
 */
export async function listen(server: Server | TlsServer, { host, port }: Address, log: Log): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, () => resolve());
  await promise;
  server.off('error', reject);
  server.on('error', (error) => log.logger.error(describeFault(error), 'a listener had an error'));
  const bound = server.address() as AddressInfo;
  const scheme = server instanceof TlsServer ? 'https' : 'http';
  return `${scheme}://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`;
}
