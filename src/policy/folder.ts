import type { Dirent, Stats } from 'node:fs';
import { join } from 'node:path';
import type { PolicyFile } from './documents.ts';
import { files } from './file-calls.ts';
import { readPolicyText } from './policy-text.ts';
import { ProblemList } from './problem-list.ts';

const POLICY_NAME = /\.(?:yaml|yml|json)$/i;

/** Bounds on one folder of policies. */
export interface FolderLimits {
  readonly files: number;
  /** Entries of folders, whatever they are. */
  readonly entries: number;
  /** Folders inside each other, the named one included. */
  readonly levels: number;
  /** Length of all texts together, in UTF-16 code units. */
  readonly characters: number;
}

export const FOLDER_LIMITS: FolderLimits = {
  files: 2_000,
  entries: 100_000,
  levels: 10,
  characters: 64 * 1_024 * 1_024,
};

/**
 * Reads a policy file, or every *.yaml, *.yml and *.json (in any case) in and below a folder, in the order of their
 * paths. Entries that start with `..` are passed over: a mounted ConfigMap keeps its versions in them. Links are
 * followed to files; a file that is linked twice is read once.
 *
 * @throws SourceError that names every entry that could not be read; also where there is no policy file
 */
export async function readPolicyFolder(path: string, limits = FOLDER_LIMITS): Promise<readonly PolicyFile[]> {
  const reading = new FolderReading(limits);
  await reading.read(path);
  reading.problems.throwIfAny();
  return reading.files;
}

class FolderReading {
  readonly files: PolicyFile[] = [];
  readonly problems = new ProblemList();
  readonly #seen = new Set<string>();
  readonly #limits: FolderLimits;
  #entries = 0;
  #characters = 0;
  #full = false;

  constructor(limits: FolderLimits) {
    this.#limits = limits;
  }

  async read(path: string): Promise<void> {
    await this.#guard(path, async () => {
      const status = await files.stat(path);
      if (!status.isDirectory()) return this.#file(path, status);
      await this.#folder(path, 1);
      if (this.files.length === 0 && this.problems.count === 0) {
        this.#complain(path, 'nothing to enforce: there is no *.yaml, *.yml or *.json file in this folder');
      }
    });
  }

  async #folder(path: string, level: number): Promise<void> {
    if (level > this.#limits.levels)
      return this.#complain(path, `the folder lies more than ${this.#limits.levels} levels deep`);
    const entries = await files.readdir(path, { withFileTypes: true });
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const entry of entries) {
      this.#entries += 1;
      if (this.#entries > this.#limits.entries) this.#stop(path, `there are more than ${this.#limits.entries} entries`);
      if (this.#full) return;
      if (entry.name.startsWith('..')) continue;
      const inside = join(path, entry.name);
      await this.#guard(inside, () => this.#entry(inside, entry, level));
    }
  }

  async #entry(path: string, entry: Dirent, level: number): Promise<void> {
    if (entry.isDirectory()) return this.#folder(path, level + 1);
    const isPolicy = POLICY_NAME.test(entry.name);
    if (!isPolicy && !entry.isSymbolicLink()) return;
    const status = await files.stat(path).catch((error: unknown) => {
      if (isPolicy) throw error;
    });
    if (status?.isDirectory())
      return this.#complain(path, 'links to folders are not followed; mount or copy the folder');
    if (isPolicy && status !== undefined) await this.#file(path, status);
  }

  async #file(path: string, status: Stats): Promise<void> {
    if (!status.isFile()) return this.#complain(path, 'not a regular file');
    const real = await files.realpath(path);
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    if (this.#seen.size > this.#limits.files)
      return this.#stop(path, `there are more than ${this.#limits.files} policy files`);
    const text = await readPolicyText(path, this.problems);
    if (text === undefined) return;
    this.#characters += text.length;
    if (this.#characters > this.#limits.characters) {
      return this.#stop(path, `the policy files have more than ${this.#limits.characters} characters together`);
    }
    this.files.push({ file: path, text });
  }

  #stop(path: string, message: string): void {
    this.#full = true;
    this.#complain(path, message);
  }

  #complain(path: string, message: string): void {
    this.problems.add({ file: path, line: 1, column: 1, message });
  }

  async #guard(path: string, look: () => Promise<void>): Promise<void> {
    try {
      await look();
    } catch (error) {
      this.#complain(path, `cannot be read: ${Error.isError(error) ? error.message : String(error)}`);
    }
  }
}
