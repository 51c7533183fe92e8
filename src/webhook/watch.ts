import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const MAX_ENTRIES = 20_000;
const MAX_DEPTH = 16;
const MAX_WATCHERS = 256;
/** Files that go on changing are looked at after this many settling times all the same. */
const MAX_SETTLES = 10;

export interface WatchOptions {
  /** How often the files are looked at, in milliseconds: some file systems send no events. */
  readonly poll: number;
  /** How long a folder must have been quiet before its files are looked at, in milliseconds. */
  readonly settle: number;
}

/** What a set of paths looks like from outside. */
export interface Snapshot {
  /** Differs whenever a file was written, replaced, added or removed. */
  readonly text: string;
  readonly folders: readonly string[];
}

/**
 * Reports changes of files and folders. A Kubernetes ConfigMap or Secret mount swaps the `..data` link in
 * the mounted folder, so it is folders that are watched, and files are looked at through their links.
 * It never throws and never keeps the process alive.
 */
export class Watch {
  /** Settles once later changes will be noticed. */
  readonly ready: Promise<void>;
  readonly #paths: readonly string[];
  readonly #options: WatchOptions;
  readonly #onChange: () => void;
  readonly #poll: NodeJS.Timeout;
  #watchers: readonly FSWatcher[] = [];
  #settling: NodeJS.Timeout | undefined;
  #unsettledSince: number | undefined;
  #last: Snapshot | undefined;
  #looking = false;
  #lookAgain = false;
  #closed = false;

  /** @param retry asked at each poll; true has the last change reported once more, because using it failed */
  constructor(paths: readonly string[], options: WatchOptions, onChange: () => void, retry: () => boolean) {
    this.#paths = paths;
    this.#options = options;
    this.#onChange = onChange;
    this.#poll = setInterval(() => void this.#look(retry()), options.poll).unref();
    this.ready = this.#look(false);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#poll);
    clearTimeout(this.#settling);
    for (const watcher of this.#watchers) watcher.close();
  }

  async #look(report: boolean): Promise<void> {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = true;
    const snapshot = await takeSnapshot(this.#paths);
    this.#looking = false;
    if (this.#closed) return;
    const first = this.#last === undefined;
    const changed = !first && this.#last?.text !== snapshot.text;
    if (first || changed) this.#watchFolders(snapshot.folders);
    this.#last = snapshot;
    if (changed || report) this.#onChange();
    if (this.#lookAgain) {
      this.#lookAgain = false;
      await this.#look(false);
    }
  }

  #watchFolders(folders: readonly string[]): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = folders.flatMap((folder) => {
      try {
        const watcher = watch(folder, { persistent: false }, () => this.#settle());
        return [watcher.on('error', () => watcher.close())];
      } catch {
        return [];
      }
    });
  }

  #settle(): void {
    if (this.#closed) return;
    const { settle } = this.#options;
    const now = performance.now();
    this.#unsettledSince ??= now;
    const left = Math.max(0, this.#unsettledSince + MAX_SETTLES * settle - now);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(
      () => {
        this.#unsettledSince = undefined;
        void this.#look(false);
      },
      Math.min(settle, left),
    ).unref();
  }
}

/** Looks at files and folders through their links. Never rejects. */
export async function takeSnapshot(paths: readonly string[]): Promise<Snapshot> {
  const lines: string[] = [];
  const folders = new Set<string>();
  const visit = async (path: string, depth: number): Promise<void> => {
    if (lines.length >= MAX_ENTRIES || depth > MAX_DEPTH) return;
    try {
      const stats = await stat(path, { bigint: true });
      lines.push(`${path} ${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`);
      if (!stats.isDirectory()) return;
      folders.add(path);
      // Names that start with two dots are the inner works of a mount: `..data` and what it points to.
      const names = (await readdir(path)).filter((name) => !name.startsWith('..'));
      for (const name of names.sort()) await visit(join(path, name), depth + 1);
    } catch (error) {
      lines.push(`${path} ${(error as NodeJS.ErrnoException).code}`);
    }
  };
  for (const path of paths) {
    folders.add(dirname(path));
    await visit(path, 0);
  }
  return { text: lines.join('\n'), folders: [...folders].slice(0, MAX_WATCHERS) };
}
