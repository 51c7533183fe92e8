import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SourceError } from '../model/source.ts';
import { fileProblem, writeReason } from './file-problem.ts';

/** What a file may be by default, less the umask. */
const NEW_FILE = 0o666;

/**
 * Writes a file, new or in place of another one, whose permissions it keeps. Whoever reads it finds all of the old text
 * or all of the new one. A link stays, and what it leads to is replaced; what is no
 * regular file is written to.
 * @throws SourceError where it cannot be written
 */
export function replaceFile(path: string, text: string): void {
  const replacement = new FileReplacement(path);
  replacement.write(text);
  replacement.commit();
}

/** The same for a text that comes in parts: nothing of it is in the file before `commit`. */
export class FileReplacement {
  readonly #path: string;
  #target = '';
  #temporary: string | undefined;
  #file: number | undefined;

  /** @throws SourceError where it cannot be written */
  constructor(path: string) {
    this.#path = path;
    this.#try(() => {
      const status = statSync(path, { throwIfNoEntry: false });
      this.#target = status === undefined ? path : realpathSync(path);
      // A device or pipe such as /dev/stdout is written to: nothing may take its place.
      if (status !== undefined && !status.isFile()) {
        this.#file = openSync(path, 'w');
        return;
      }
      // To replace it, nobody asks whether it may be written: whoever took that right away meant it.
      if (status !== undefined) accessSync(this.#target, constants.W_OK);
      this.#temporary = join(dirname(this.#target), `.${basename(this.#target).slice(0, 100)}.${uniqueName()}.tmp`);
      this.#file = openSync(this.#temporary, 'wx', NEW_FILE);
      if (status !== undefined) fchmodSync(this.#file, status.mode & 0o7777);
    });
  }

  /** @throws SourceError where it cannot be written */
  write(text: string): void {
    this.#try(() => {
      if (this.#file !== undefined) writeAll(this.#file, Buffer.from(text));
    });
  }

  /** @throws SourceError where it cannot be written */
  commit(): void {
    this.#try(() => {
      if (this.#file !== undefined && this.#temporary !== undefined) fsyncSync(this.#file);
      this.#close();
      if (this.#temporary === undefined) return;
      renameSync(this.#temporary, this.#target);
      this.#temporary = undefined;
    });
  }

  /** Leaves everything as it was. */
  abandon(): void {
    this.#close();
    if (this.#temporary !== undefined) rmSync(this.#temporary, { force: true });
    this.#temporary = undefined;
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) closeSync(file);
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.abandon();
      throw new SourceError([fileProblem(this.#path, `cannot be written: ${writeReason(error)}`)]);
    }
  }
}

/** node:crypto takes a tenth of the time of linting a file: it is loaded where something is written. */
function uniqueName(): string {
  return process.getBuiltinModule('node:crypto').randomUUID();
}

function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
