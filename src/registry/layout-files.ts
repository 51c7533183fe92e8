import { constants } from 'node:fs';
import { type FileHandle, open, opendir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { printable } from '../model/printable.ts';
import { RegistryError } from './source.ts';

/** Longer than any path that a file system takes. */
const MAX_PATH = 4_096;

/** Reads files inside of one folder, and nothing outside of it, whatever links lead there. */
export class LayoutFiles {
  /** How messages name the folder. */
  readonly name: string;
  readonly #folder: string;
  #root: Promise<string> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.name = `the OCI layout ${printable(folder, MAX_PATH)}`;
  }

  /**
   * The bytes of a regular file.
   * @param path parts of the path, which the caller has checked: no part leads out of the folder
   * @throws RegistryError `absent`, `too-large`, `malformed` (no regular file, or outside), `unreachable` (no right to read)
   */
  async read(path: readonly string[], most: number, signal: AbortSignal): Promise<Buffer> {
    return this.#guard(path, signal, async (file) => {
      const { size } = await file.stat();
      if (size > most) throw this.#tooLarge(path, most);
      const buffer = Buffer.allocUnsafe(size + 1);
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      if (length > size) throw new RegistryError('malformed', `${this.#where(path)} changed while it was read`);
      return buffer.subarray(0, length);
    });
  }

  /**
   * The bytes of a file, if it is of at most that size and begins with a character.
   * @throws RegistryError as `read` does
   */
  async readIf(path: readonly string[], first: string, most: number, signal: AbortSignal): Promise<Buffer | undefined> {
    const begins = await this.#guard(path, signal, async (file) => {
      if ((await file.stat()).size > most) return false;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1);
      return bytesRead === 1 && buffer.toString('latin1') === first;
    });
    return begins ? this.read(path, most, signal) : undefined;
  }

  /**
   * Names in a folder; none where there is no such folder.
   * @throws RegistryError `too-large` beyond `most` names, `malformed`, `unreachable`
   */
  async list(path: readonly string[], most: number, signal: AbortSignal): Promise<readonly string[]> {
    this.#look(signal);
    try {
      const names: string[] = [];
      for await (const { name } of await opendir(await this.#inside(path))) {
        if (names.length === most) {
          throw new RegistryError('too-large', `${this.name} has more than ${most} blobs; split it`);
        }
        names.push(name);
      }
      return names;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw this.#explained(error, path);
    }
  }

  async #guard<Result>(
    path: readonly string[],
    signal: AbortSignal,
    work: (file: FileHandle) => Promise<Result>,
  ): Promise<Result> {
    this.#look(signal);
    let file: FileHandle | undefined;
    try {
      // A pipe would block until somebody writes.
      file = await open(await this.#inside(path), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
      if (!(await file.stat()).isFile())
        throw new RegistryError('malformed', `${this.#where(path)} is no regular file`);
      return await work(file);
    } catch (error) {
      throw this.#explained(error, path);
    } finally {
      await file?.close();
    }
  }

  /** The real path, which is that of something in the folder. */
  async #inside(path: readonly string[]): Promise<string> {
    this.#root ??= realpath(this.#folder);
    const root = await this.#root;
    const real = await realpath(join(root, ...path));
    if (real.startsWith(root.endsWith(sep) ? root : root + sep)) return real;
    throw new RegistryError('malformed', `${this.#where(path)} is a link that leads out of the layout`);
  }

  #look(signal: AbortSignal): void {
    if (signal.aborted) {
      throw new RegistryError('deadline', `${this.name} could not be read in the time that there was`, {
        cause: signal.reason,
      });
    }
  }

  #where(path: readonly string[]): string {
    return `${path.join('/')} of ${this.name}`;
  }

  #tooLarge(path: readonly string[], most: number): RegistryError {
    return new RegistryError('too-large', `${this.#where(path)} has more than ${most} bytes`);
  }

  #explained(error: unknown, path: readonly string[]): RegistryError {
    if (error instanceof RegistryError) return error;
    const { code = 'no reason given' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return new RegistryError('absent', `${this.#where(path)} is not there`);
    return new RegistryError('unreachable', `${this.#where(path)} cannot be read (${code})`);
  }
}
