import type { RequestListener, Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { createPlainListener, createTlsListener, type ListenerParts, listen } from './listener.ts';
import type { WebhookOptions } from './options.ts';

/** The second listener, for those who have no client certificate: probes and Prometheus. */
export interface MetricsListener {
  /** Takes the certificate, where it speaks TLS. */
  install(context: SecureContextOptions): void;
  /** @returns its URL */
  listen(): Promise<string>;
  close(): void;
}

export function createMetricsListener(
  address: NonNullable<WebhookOptions['metrics']>,
  app: RequestListener,
  parts: ListenerParts,
): MetricsListener {
  const tls = address.tls ? createTlsListener(parts, false, app) : undefined;
  const server: Server | TlsServer = tls ?? createPlainListener(parts, app);
  return {
    install: (context) => tls?.setSecureContext(context),
    listen: () => listen(server, address, parts.log),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
