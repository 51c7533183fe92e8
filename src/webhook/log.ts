import { type Logger, pino } from 'pino';
import type { LogOptions } from './options.ts';

const BATCH = 65_536;
const MAX_WRITE = 262_144;
const MAX_WAITING = 4 * 1_024 * 1_024;
const MAX_AGE_MS = 200;

/** Controls but the line feed, format characters and line separators: none may act on a terminal. */
const DECEPTIVE = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]--\n]/gv;

/**
 * The one way out for log lines. Lines are gathered and written in batches without waiting, so that a
 * slow reader of standard output never stops a decision; past the bound lines are dropped and counted.
 */
export class Log {
  /** For everything that is not a decision. */
  readonly logger: Logger;
  readonly #destination: ReturnType<typeof pino.destination>;
  readonly #onDrop: (lines: number) => void;
  #pending = '';
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param onDrop is told how many lines were lost */
  constructor(
    { destination = 1, level = 'info', maxWaiting = MAX_WAITING }: LogOptions,
    onDrop: (lines: number) => void,
  ) {
    this.#onDrop = onDrop;
    this.#destination = pino.destination({
      dest: destination,
      sync: false,
      // Batches are made here; a flush waits for every byte only when this is 1.
      minLength: 1,
      maxWrite: MAX_WRITE,
      maxLength: Math.max(maxWaiting, 2 * BATCH),
    });
    this.#destination.on('drop', (batch: string) => onDrop(countLines(batch)));
    this.#destination.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') this.#closed = true;
    });
    this.logger = pino({ base: null, level }, this);
  }

  /** Takes one line of JSON that ends in a line feed. Never throws, never blocks. */
  write(line: string): void {
    if (this.#closed) {
      this.#onDrop(1);
      return;
    }
    this.#pending += line;
    if (this.#pending.length >= BATCH) this.#push();
    else this.#timer ??= setTimeout(() => this.#push(), MAX_AGE_MS).unref();
  }

  /**
   * Writes what is left and ends the log.
   * @returns false where the reader did not take the last lines within the time: a write is then stuck
   * in the thread pool, and the exit of the process would wait for it for ever
   */
  async close(timeoutMs: number): Promise<boolean> {
    if (this.#closed) return true;
    this.#push();
    this.#closed = true;
    const flushed = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => flushed.resolve(false), timeoutMs);
    this.#destination.flush(() => flushed.resolve(true));
    const done = await flushed.promise;
    clearTimeout(timer);
    this.#destination.destroy();
    return done;
  }

  #push(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#pending;
    this.#pending = '';
    if (batch === '') return;
    this.#destination.write(batch.replace(DECEPTIVE, escapeCharacter));
  }
}

/** A character as JSON writes it, surrogate pairs included. */
function escapeCharacter(character: string): string {
  let escaped = '';
  for (let index = 0; index < character.length; index++) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}

function countLines(batch: string): number {
  let lines = 0;
  for (let at = batch.indexOf('\n'); at !== -1; at = batch.indexOf('\n', at + 1)) lines++;
  return lines;
}
