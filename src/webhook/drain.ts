import type { Server } from 'node:https';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import type { Timings } from './options.ts';

const TIDY_MS = 100;
/** A client that has just connected sends its request well before this. */
const SILENT_MS = 3_000;

/**
 * `serving`; `draining`: not ready, still answering, and every answer closes its connection;
 * `closing`: no longer listening, answers under way are finished.
 */
export type Phase = 'serving' | 'draining' | 'closing';

/** The order in which a process leaves without losing a request. */
export class Drain {
  readonly #server: Server;
  readonly #timings: Timings;
  /** When each open connection was made, in milliseconds on the monotonic clock. */
  readonly #connections = new Map<TLSSocket, number>();
  #phase: Phase = 'serving';
  #done: Promise<void> | undefined;
  readonly #stopped = new AbortController();

  constructor(server: Server, timings: Timings) {
    this.#server = server;
    this.#timings = timings;
    server.on('secureConnection', (connection) => {
      this.#connections.set(connection, performance.now());
      connection.once('close', () => this.#connections.delete(connection));
    });
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Why the phase makes the process unready. */
  problems(): readonly string[] {
    return this.#phase === 'serving' ? [] : ['shutting down'];
  }

  /** Waits for endpoints to forget us, then for answers under way; past the limit cuts what is left. */
  start(): Promise<void> {
    this.#done ??= this.#drain();
    return this.#done;
  }

  /** Stops listening and cuts every connection. */
  async stop(): Promise<void> {
    this.#phase = 'closing';
    this.#stopped.abort();
    const closed = this.#close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #drain(): Promise<void> {
    this.#phase = 'draining';
    await delay(this.#timings.drainWait, undefined, { signal: this.#stopped.signal }).catch(() => {});
    // Closing resets what the system has connected and we have not accepted: that comes first.
    await setImmediate();
    this.#phase = 'closing';
    const closed = this.#close();
    const tidy = setInterval(() => this.#tidy(), TIDY_MS);
    const cut = setTimeout(() => this.#server.closeAllConnections(), this.#timings.drainLimit);
    await closed;
    clearInterval(tidy);
    clearTimeout(cut);
  }

  /**
   * Closes the connections whose answer has been sent since. What never carried a request is not idle to
   * Node, but the API server keeps such connections (Go dials more than it comes to use): those that have
   * been silent for long are not waited for.
   */
  #tidy(): void {
    this.#server.closeIdleConnections();
    const silentSince = performance.now() - SILENT_MS;
    for (const [connection, openedAt] of this.#connections) {
      if (connection.bytesRead === 0 && openedAt < silentSince) connection.destroy();
    }
  }

  /** Settles when the last connection is gone. */
  #close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeIdleConnections();
    return promise;
  }
}
