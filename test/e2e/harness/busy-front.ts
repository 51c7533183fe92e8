import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Authority } from '../../support/certificates.ts';
import type { Front } from './gate.ts';

/** A TLS front that is overloaded at first: it answers 503 with `Retry-After: 1`, then passes requests on. */
export interface BusyFront extends Front {
  /** Requests that were answered 503. */
  readonly refused: number;
}

/** Starts a front that refuses the first `refusals` requests. */
export async function startBusyFront(authority: Authority, refusals: number): Promise<BusyFront> {
  let refused = 0;
  let backend = 0;
  const server = createServer(await authority.issue(), (incoming, outgoing) => {
    if (refused < refusals) {
      refused++;
      outgoing.writeHead(503, { 'retry-after': '1', connection: 'close' }).end();
    } else {
      passOn(incoming, outgoing, backend, authority.cert);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get refused() {
      return refused;
    },
    pointTo(port) {
      backend = port;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, port: number, ca: string): void {
  const { method, url = '/', headers } = incoming;
  const call = request({ host: '127.0.0.1', port, ca, path: url, ...(method ? { method } : {}), headers });
  call.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  call.on('error', () => outgoing.destroy());
  incoming.pipe(call);
}
