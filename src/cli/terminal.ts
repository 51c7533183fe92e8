import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { DirectOutput } from './direct-output.ts';

/** The standard streams of a process. Node.js makes each one when it is first asked for. */
export interface Streams {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Writes results to standard output and complaints to standard error. Neither ever throws. */
export class Terminal {
  readonly #streams: Streams;
  /** Environment variables. */
  readonly environment: Environment;
  /** Until it would not wait for a reader; undefined for a terminal. */
  #direct: DirectOutput | undefined;
  #listening = false;
  #closed = false;
  #fault: string | undefined;

  /** @param direct the same standard output as the stream */
  constructor(streams: Streams, environment: Environment, direct?: DirectOutput) {
    this.#streams = streams;
    this.environment = environment;
    this.#direct = direct?.mayBeTerminal === false ? direct : undefined;
  }

  /** Standard input. */
  readonly input = (): Readable => this.#streams.stdin;

  /** Whether standard output takes colours: a terminal, without NO_COLOR (https://no-color.org). */
  get coloured(): boolean {
    const { NO_COLOR, TERM } = this.environment;
    if (this.#direct !== undefined) return false;
    return this.#streams.stdout.isTTY === true && !NO_COLOR && TERM !== 'dumb';
  }

  /** Why results were lost; undefined where they were not, or where the reader wanted no more of them. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Writes results, waiting while the reader is slow. After the reader has gone (EPIPE) nothing is written. */
  async print(text: string): Promise<void> {
    const left = this.#direct === undefined ? text : this.#printDirectly(text, this.#direct);
    if (this.#closed || left.length === 0) return;
    const { stdout } = this.#streams;
    if (!this.#listening) stdout.on('error', (error: NodeJS.ErrnoException) => this.#stop(error));
    this.#listening = true;
    if (stdout.write(left)) return;
    await once(stdout, 'drain').catch((error: NodeJS.ErrnoException) => this.#stop(error));
  }

  /** What is left for the stream. */
  #printDirectly(text: string, output: DirectOutput): string | Buffer {
    if (this.#closed) return '';
    try {
      const left = output.write(text);
      if (left === undefined) return '';
      this.#direct = undefined;
      return left;
    } catch (error) {
      this.#stop(error as NodeJS.ErrnoException);
      return '';
    }
  }

  /** Whether somebody may be looking at standard error while the command runs. */
  get isWatched(): boolean {
    return this.#streams.stderr.isTTY === true && this.environment.TERM !== 'dumb';
  }

  /** Shows a line that the next one replaces, for whoever is watching; '' takes it away. */
  status(text: string): void {
    this.#tell(`\r\u001b[K${text}`);
  }

  /** Writes one line for the person who runs the command. */
  complain(message: string): void {
    this.#tell(`${message}\n`);
  }

  #tell(text: string): void {
    const { stderr } = this.#streams;
    if (stderr.listenerCount('error') === 0) stderr.on('error', () => {});
    stderr.write(text);
  }

  #stop(error: NodeJS.ErrnoException): void {
    this.#closed = true;
    if (error.code !== 'EPIPE') this.#fault = error.message;
  }
}
