import { formatSourceProblem, SourceError } from '../model/source.ts';
import type { Log } from './log.ts';
import type { Metrics, Reloaded } from './metrics.ts';
import type { Timings } from './options.ts';
import { takeSnapshot, Watch } from './watch.ts';

const MAX_PROBLEMS = 20;
const MAX_READINGS = 5;

export interface Source<T> {
  readonly target: Reloaded;
  /** Files and folders that `load` reads. */
  readonly paths: readonly string[];
  readonly load: () => Promise<T>;
  /** Puts a value to use, all at once or not at all. May throw, like `load`. */
  readonly use: (value: T) => void;
  /** What the log says of a value in use. */
  readonly describe: (value: T) => Readonly<Record<string, unknown>>;
}

export interface ReloadParts {
  readonly metrics: Metrics;
  readonly log: Log;
  readonly timings: Timings;
}

/**
 * Something read from files that may change at any time. A value is replaced whole; where the files
 * cannot be used, the last good value stays, with a metric and a log line.
 */
export class Reloadable<T> {
  readonly #source: Source<T>;
  readonly #parts: ReloadParts;
  #current: T | undefined;
  #complaint: string | undefined;
  #watch: Watch | undefined;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(source: Source<T>, parts: ReloadParts) {
    this.#source = source;
    this.#parts = parts;
  }

  /** The last good value; undefined until there was one. */
  get current(): T | undefined {
    return this.#current;
  }

  /** Loads for the first time, and again at each change from now on. Never rejects. */
  async start(): Promise<void> {
    const { watchPoll: poll, watchSettle: settle } = this.#parts.timings;
    const retry = () => this.#complaint !== undefined;
    this.#watch = new Watch(this.#source.paths, { poll, settle }, () => void this.reload(), retry);
    await this.#watch.ready;
    await this.reload();
  }

  close(): void {
    this.#watch?.close();
  }

  /** Loads now. Calls that come while loading share one further load. Never rejects. */
  reload(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        const value = await this.#loadInTime();
        this.#source.use(value);
        this.#accept(value);
      } catch (error) {
        this.#complain(problemsOf(error));
      }
    }
    this.#running = undefined;
  }

  async #loadInTime(): Promise<T> {
    const { load } = this.#parts.timings;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`loading took longer than ${load} ms`)), load);
    try {
      return await Promise.race([this.#loadSettled(), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Reads again where files changed meanwhile: half of one version and half of the next must never be used. */
  async #loadSettled(): Promise<T> {
    const { paths, load } = this.#source;
    let before = await takeSnapshot(paths);
    for (let reading = 0; reading < MAX_READINGS; reading++) {
      const [result] = await Promise.allSettled([load()]);
      const after = await takeSnapshot(paths);
      if (after.text !== before.text) before = after;
      else if (result.status === 'fulfilled') return result.value;
      else throw result.reason;
    }
    throw new Error(`the files changed ${MAX_READINGS} times while they were read: let them rest`);
  }

  #accept(value: T): void {
    this.#current = value;
    this.#complaint = undefined;
    this.#parts.metrics.reloaded(this.#source.target, true);
    this.#parts.log.logger.info(this.#source.describe(value), `${this.#source.target} loaded`);
  }

  #complain(problems: readonly string[]): void {
    const { target, describe } = this.#source;
    this.#parts.metrics.reloaded(target, false);
    const complaint = problems.join('\n');
    if (complaint === this.#complaint) return;
    this.#complaint = complaint;
    const kept = this.#current === undefined ? {} : { kept: describe(this.#current) };
    const consequence = this.#current === undefined ? 'not ready until this is mended' : 'the last good state stays';
    this.#parts.log.logger.error({ problems, ...kept }, `${target} not loaded: ${consequence}`);
  }
}

function problemsOf(error: unknown): readonly string[] {
  if (!(error instanceof SourceError)) return [Error.isError(error) ? error.message : `thrown: ${typeof error}`];
  const shown = error.problems.slice(0, MAX_PROBLEMS).map(formatSourceProblem);
  const more = error.problems.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}
