import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** The standard streams of a process and how they may be written to. */
export interface Streams {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
}

/** Writes results to standard output and complaints to standard error. Neither ever throws. */
export class Terminal {
  readonly input: Readable;
  /** Whether standard output takes colours: a terminal, without NO_COLOR (https://no-color.org). */
  readonly coloured: boolean;
  readonly #streams: Streams;
  #closed = false;
  #fault: string | undefined;

  constructor(streams: Streams, environment: Readonly<Record<string, string | undefined>>) {
    this.#streams = streams;
    this.input = streams.stdin;
    this.coloured = streams.stdout.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
    streams.stdout.on('error', (error: NodeJS.ErrnoException) => this.#stop(error));
    streams.stderr.on('error', () => {});
  }

  /** Why results were lost; undefined where they were not, or where the reader wanted no more of them. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Writes results, waiting while the reader is slow. After the reader has gone (EPIPE) nothing is written. */
  async print(text: string): Promise<void> {
    const { stdout } = this.#streams;
    if (this.#closed || text === '' || stdout.write(text)) return;
    await once(stdout, 'drain').catch((error: NodeJS.ErrnoException) => this.#stop(error));
  }

  /** Writes one line for the person who runs the command. */
  complain(message: string): void {
    this.#streams.stderr.write(`${message}\n`);
  }

  #stop(error: NodeJS.ErrnoException): void {
    this.#closed = true;
    if (error.code !== 'EPIPE') this.#fault = error.message;
  }
}
