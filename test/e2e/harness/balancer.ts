import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Front } from './gate.ts';

/** A TCP load balancer, as a Service is: it hands out whole connections and knows nothing of requests. */
export interface Balancer extends Front {
  /** Connections handed out so far. */
  readonly connections: number;
  /** Where new connections go, in turn; those that exist stay where they are. */
  pointTo(...ports: readonly number[]): void;
}

/** Starts a balancer on the loopback interface. */
export async function startBalancer(): Promise<Balancer> {
  let targets: readonly number[] = [];
  let connections = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const target = targets[connections++ % targets.length];
    if (target === undefined) return client.destroy();
    const backend = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [client, backend],
      [backend, client],
    ] as const) {
      open.add(one);
      one.setNoDelay();
      one.on('error', () => other.destroy());
      one.on('close', () => open.delete(one));
      one.pipe(other);
    }
    return backend;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    pointTo(...next) {
      targets = next;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}
