import type { TrustRootSource } from '../model/image-policy.ts';
import { printable } from '../model/printable.ts';
import { checkTrustedRoot } from './trust-root.ts';
import { TufRepository } from './tuf-repository.ts';

export interface TrustRefreshOptions {
  /** Trust roots; those without `tuf` stay as they are. */
  readonly sources: readonly TrustRootSource[];
  /** A folder that nobody else writes to; made where there is none. */
  readonly cacheDirectory: string;
  /** Milliseconds from one look at a mirror to the next, give or take a quarter. */
  readonly every: number;
  /** A newer TrustedRoot message, in JSON: it counts from now on. */
  readonly onUpdate: (name: string, json: string) => void;
  /** A look at a mirror failed: what counted before goes on counting. */
  readonly onFailure: (name: string, error: Error) => void;
  /** Milliseconds that only ever grow. Default `performance.now`. */
  readonly now?: () => number;
  /** Longest wait for one file of a mirror, in milliseconds. Default 10,000. */
  readonly requestTimeout?: number;
  /** Longest time for one look at a mirror, in milliseconds. Default 120,000. */
  readonly timeout?: number;
  /** Lets mirrors on loopback addresses be asked over plain HTTP. For tests. */
  readonly allowLoopbackHttp?: boolean;
}

/** Looks for newer trust roots until it is closed. */
export interface TrustRefresh {
  /** Seconds since a mirror last confirmed what counts, by name of the trust root; Infinity where it never did. */
  ages(): ReadonlyMap<string, number>;
  /** Nothing is called back any more. What is being downloaded comes to its end unheard. */
  close(): void;
}

/** `setTimeout` takes no more. */
const MAX_WAIT = 2 ** 31 - 1;
const JITTER = 0.25;
/** Causes inside of causes that are looked at. */
const MAX_CAUSES = 6;

/**
 * Keeps trust roots up to date from TUF repositories, in the background. First comes what an earlier run kept,
 * then the mirror. A trust root counts when TUF vouches for it and nothing is wrong with it; otherwise the last
 * good one stays.
 * @throws Error where a mirror is none that may be asked
 */
export function startTrustRefresh(options: TrustRefreshOptions): TrustRefresh {
  const refreshes = options.sources.flatMap((source) =>
    source.tuf === undefined ? [] : [new Refresh(source, repositoryOf(source, source.tuf, options), options)],
  );
  for (const refresh of refreshes) refresh.start();
  return {
    ages: () => new Map(refreshes.map((refresh) => [refresh.name, refresh.age()])),
    close: () => {
      for (const refresh of refreshes) refresh.close();
    },
  };
}

function repositoryOf(
  { name }: TrustRootSource,
  tuf: NonNullable<TrustRootSource['tuf']>,
  { cacheDirectory, requestTimeout = 10_000, timeout = 120_000, allowLoopbackHttp = false }: TrustRefreshOptions,
): TufRepository {
  try {
    return new TufRepository({ name, ...tuf, cacheDirectory, requestTimeout, timeout, allowLoopbackHttp });
  } catch (error) {
    throw new Error(`trust root "${printable(name)}": ${messageOf(error)}`);
  }
}

class Refresh {
  readonly name: string;
  readonly #repository: TufRepository;
  readonly #options: TrustRefreshOptions;
  readonly #now: () => number;
  /** Of the policy. */
  readonly #base: string;
  /** What counts. */
  #json: string;
  #confirmed = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({ name, json }: TrustRootSource, repository: TufRepository, options: TrustRefreshOptions) {
    this.name = name;
    this.#repository = repository;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#base = json;
    this.#json = json;
  }

  start(): void {
    this.#wait(0, async () => {
      await this.#attempt(async () => void this.#take(await this.#repository.kept(this.#base)));
      await this.#look();
    });
  }

  age(): number {
    return Math.max(0, this.#now() - this.#confirmed) / 1_000;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    await this.#attempt(async () => {
      const json = await this.#repository.newest();
      if (!this.#take(json)) return;
      this.#confirmed = this.#now();
      await this.#repository.keep(this.#base, json);
    });
    const { every } = this.#options;
    this.#wait(every * (1 - JITTER + 2 * JITTER * Math.random()), () => this.#look());
  }

  #wait(milliseconds: number, then: () => Promise<void>): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void then(), Math.min(milliseconds, MAX_WAIT));
    this.#timer.unref();
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    if (this.#isClosed) return;
    try {
      await work();
    } catch (error) {
      if (!this.#isClosed) this.#options.onFailure(this.name, new Error(chainOf(error)));
    }
  }

  /** Whether it counts now. @throws Error where the trust root cannot be used */
  #take(json: string | undefined): boolean {
    if (this.#isClosed || json === undefined) return false;
    if (json === this.#json) return true;
    const fault = checkTrustedRoot(json);
    if (fault !== undefined) throw new Error(`the mirror has a trust root that cannot be used: ${fault}`);
    this.#options.onUpdate(this.name, json);
    this.#json = json;
    return true;
  }
}

/** What an error and its causes say, each once. */
function chainOf(error: unknown): string {
  const messages = new Set<string>();
  let cause = error;
  for (let level = 0; level < MAX_CAUSES && Error.isError(cause); level += 1) {
    messages.add(messageOf(cause));
    cause = cause.cause;
  }
  return printable([...messages].join(': '), 1_024);
}

function messageOf(error: unknown): string {
  if (!Error.isError(error)) return printable(String(error));
  // JSON.parse quotes what it read, which is whatever a mirror sent.
  if (error.name === 'SyntaxError') return 'an answer of the mirror is not JSON';
  const { code, message, statusCode } = error as NodeJS.ErrnoException & { readonly statusCode?: number };
  const text = message === '' ? String(code ?? error.name) : message;
  return printable(statusCode === undefined ? text : `${text} (status ${statusCode})`);
}
