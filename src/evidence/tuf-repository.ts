import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initTUF } from '@sigstore/tuf';
import { isObject } from '../model/json.ts';

/** What a client of TUF looks for: the name is ours, and none that a repository has is ever part of a path. */
const TARGET = 'trusted_root.json';
const KEPT = 'last-good.json';
/** Longest name of a folder in usual file systems; the library makes one of the URL of the mirror. */
const MAX_FOLDER_NAME = 255;

/** Where a trust root is had from. */
export interface RepositoryOptions {
  /** Of the trust root; tells caches apart. */
  readonly name: string;
  readonly mirror: string;
  /** The root.json that everything is checked from. */
  readonly root: string;
  readonly cacheDirectory: string;
  /** Longest wait for one file, in milliseconds. */
  readonly requestTimeout: number;
  /** Longest time for all of it, in milliseconds. */
  readonly timeout: number;
  /** Plain HTTP is right where the mirror is on a loopback address. For tests. */
  readonly allowLoopbackHttp: boolean;
}

/** What runs in a folder: the library writes its cache without looking whether somebody else does. */
const running = new Map<string, Promise<unknown>>();

/**
 * A TUF repository that has a trust root, with its cache in a folder. The library sees to signatures, thresholds,
 * expiry and, by what it has in the cache, that no version goes back. It asks with the `fetch` of Node.js, which
 * follows redirects, and proxies only where NODE_USE_ENV_PROXY is set. Downloads pass through the folder for temporary
 * files.
 */
export class TufRepository {
  readonly #options: RepositoryOptions;
  readonly #folder: string;
  /** What the library keeps under the folder. */
  readonly #metadata: string;

  /** @throws Error where the mirror is none that may be asked */
  constructor(options: RepositoryOptions) {
    const { host, pathname } = checkedMirror(options);
    const folderName = encodeURIComponent(host + pathname.replace(/\/$/, ''));
    if (folderName.length > MAX_FOLDER_NAME) throw new Error('the URL of the mirror is too long');
    this.#options = options;
    // Another mirror or first root makes another chain of trust: nothing of the old one may vouch for the new one.
    const identity = JSON.stringify([options.name, options.mirror, options.root]);
    this.#folder = join(options.cacheDirectory, hash(identity));
    this.#metadata = join(this.#folder, folderName);
  }

  /** The newest trust root of the mirror, as text. Rejects after the longest time allowed. */
  async newest(): Promise<string> {
    const { timeout } = this.#options;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`the mirror took longer than ${timeout / 1_000} s`)), timeout);
    timer.unref();
    try {
      return await Promise.race([this.#alone(() => this.#fetch()), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** What was kept, unless it began with another trust root than this; undefined where nothing was, or it is broken. */
  async kept(base: string): Promise<string | undefined> {
    const text = await read(join(this.#folder, KEPT));
    const kept: unknown = text === undefined || !isJson(text) ? undefined : JSON.parse(text);
    if (!isObject(kept) || kept.base !== hash(base) || typeof kept.trustedRoot !== 'string') return undefined;
    return kept.trustedRoot;
  }

  /**
   * Keeps a trust root for the next start. The library's own cache would not do: it takes up new metadata before it has
   * the target that these name.
   * @param base the trust root of the policy, in whose place it counts
   */
  async keep(base: string, trustedRoot: string): Promise<void> {
    const file = join(this.#folder, KEPT);
    await writeFile(`${file}.new`, JSON.stringify({ base: hash(base), trustedRoot }));
    await rename(`${file}.new`, file);
  }

  /** After whatever runs in the folder: the library cannot be interrupted. */
  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = running.get(this.#folder) ?? Promise.resolve();
    const result = before.then(work, work);
    const settled = result.then(forget, forget);
    running.set(this.#folder, settled);
    const folder = this.#folder;
    function forget(): void {
      if (running.get(folder) === settled) running.delete(folder);
    }
    return result;
  }

  async #fetch(): Promise<string> {
    const { mirror, root, requestTimeout } = this.#options;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const rootPath = join(this.#folder, 'first-root.json');
    await writeFile(rootPath, root);
    await this.#mendRoot();
    const client = await initTUF({
      mirrorURL: mirror.replace(/\/$/, ''),
      rootPath,
      cachePath: this.#folder,
      timeout: requestTimeout,
      retry: false,
    });
    return client.getTarget(TARGET);
  }

  /** A process that was killed while it wrote leaves half a root, with which the library would never begin again. */
  async #mendRoot(): Promise<void> {
    const file = join(this.#metadata, 'root.json');
    const text = await read(file);
    if (text !== undefined && !isJson(text)) await rm(file);
  }
}

function checkedMirror({ mirror, allowLoopbackHttp }: RepositoryOptions): URL {
  const url = URL.parse(mirror);
  if (url === null) throw new Error('the mirror is no URL');
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && allowLoopbackHttp && isLoopback);
  if (!isAllowed) throw new Error('the mirror must be a URL that starts with https://');
  if (url.username !== '' || url.password !== '') throw new Error('the URL of the mirror has credentials in it');
  // The library makes a name of a folder of it, and ".." is valid for a URL.
  if (!/[a-z0-9]/i.test(url.hostname)) throw new Error('the URL of the mirror has no host');
  return url;
}

async function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
