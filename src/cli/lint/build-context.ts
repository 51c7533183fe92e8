import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { readDockerignore } from '../../builds/dockerignore.ts';
import type { BuildContext, ContextEntry } from '../../model/build.ts';
import { ARCHIVE_HEAD, isArchive } from './archive.ts';
import { readSmallFile } from './small-file.ts';

/** Paths of one Dockerfile that are looked up in the file system. */
const MAX_LOOKUPS = 10_000;

/** Bytes of a .dockerignore; of a larger one nothing is known. */
const MAX_IGNORE_FILE = 2 ** 20;

const IGNORE_FILE = '.dockerignore';

/** The folder that a Dockerfile is built in: looked into where a rule asks, and not before. */
export class FolderContext implements BuildContext {
  readonly #dockerfile: string;
  readonly #folder: string;
  readonly #entries = new Map<string, ContextEntry | undefined>();
  #ignore: { readonly value: BuildContext['ignore'] } | undefined;

  /** @param folder of the context; undefined: that of the Dockerfile */
  constructor(dockerfile: string, folder: string | undefined) {
    this.#dockerfile = dockerfile;
    this.#folder = folder ?? dirname(dockerfile);
  }

  /** `Dockerfile.dockerignore` beside the Dockerfile wins over the file of the context, as BuildKit has it. */
  get ignore(): BuildContext['ignore'] {
    this.#ignore ??= { value: this.#readIgnore() };
    return this.#ignore.value;
  }

  entry(path: string): ContextEntry | undefined {
    const key = normalize(`/${path}`);
    if (!this.#entries.has(key)) {
      this.#entries.set(key, this.#entries.size < MAX_LOOKUPS ? look(join(this.#folder, key)) : undefined);
    }
    return this.#entries.get(key);
  }

  #readIgnore(): BuildContext['ignore'] {
    const own = `${this.#dockerfile}${IGNORE_FILE}`;
    for (const file of [own, join(this.#folder, IGNORE_FILE)]) {
      const text = readSmallFile(file, MAX_IGNORE_FILE);
      if (text === 'missing') continue;
      return text === 'unreadable' ? undefined : readDockerignore(file, text.content);
    }
    return 'none';
  }
}

/** What is at a path; undefined where nobody can tell. */
function look(path: string): ContextEntry | undefined {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) return { kind: 'missing' };
    if (status.isDirectory()) return { kind: 'directory' };
    return status.isFile() ? { kind: 'file', size: status.size, archive: looksLikeArchive(path) } : undefined;
  } catch (error) {
    // A part of the path is a file: below it there is nothing.
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? { kind: 'missing' } : undefined;
  }
}

function looksLikeArchive(path: string): boolean | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const head = Buffer.alloc(ARCHIVE_HEAD);
    return isArchive(head.subarray(0, readSync(file, head, 0, head.length, 0)));
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
