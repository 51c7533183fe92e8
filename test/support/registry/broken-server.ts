import type { Socket } from 'node:net';
import { type Listener, listenTcp } from './listener.ts';

/**
 * Servers that never get as far as HTTP. `tls-garbage`: answers the client's hello with noise; `silent`: accepts and
 * says nothing; `reset`: cuts every connection; `closing`: ends it politely without a word; `http-garbage`: a status
 * line that is none; `endless-headers`: headers without end.
 */
const BROKEN = {
  'tls-garbage': (socket) => socket.once('data', () => socket.end(Buffer.alloc(512, 0x5a))),
  silent: (socket) => socket.resume(),
  reset: (socket) => socket.resetAndDestroy(),
  closing: (socket) => socket.end(),
  'http-garbage': (socket) => socket.once('data', () => socket.end('HELLO WORLD\r\n\r\n')),
  'endless-headers': (socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const pump = () => {
        while (!socket.destroyed && socket.write(`X-Filler: ${'x'.repeat(1000)}\r\n`));
      };
      socket.on('drain', pump);
      pump();
    });
  },
} as const satisfies Readonly<Record<string, (socket: Socket) => unknown>>;

export type Brokenness = keyof typeof BROKEN;

/** Starts one on a free port of the loopback interface. */
export function startBrokenServer(how: Brokenness): Promise<Listener> {
  return listenTcp((socket) => void BROKEN[how](socket));
}
