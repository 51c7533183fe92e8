import { type FileHandle, open, stat } from 'node:fs/promises';
import { SourceError } from '../model/source.ts';
import { fileProblem, systemReason } from './file-problem.ts';
import { STANDARD_INPUT } from './input-files.ts';

/** Largest input: that of the largest review which the webhook takes. */
const MAX_BYTES = 8 * 2 ** 20;

const FURTHER_CHUNK = 64 * 2 ** 10;

/** Reads input files; what can be read only once (standard input, pipes) is kept for a second time. */
export class InputReader {
  readonly #standardInput: () => AsyncIterable<Uint8Array>;
  readonly #pipes = new Map<string, Promise<string>>();

  constructor(standardInput: () => AsyncIterable<Uint8Array>) {
    this.#standardInput = standardInput;
  }

  /**
   * The text of a file, of a pipe that is named like one, or of standard input (`-`).
   *
   * @throws SourceError where it cannot be read, is too large or is not UTF-8
   */
  async read(path: string): Promise<string> {
    if (path !== STANDARD_INPUT && !(await isPipe(path))) return readFile(path);
    const known = this.#pipes.get(path);
    const text = known ?? (path === STANDARD_INPUT ? readChunks(path, this.#standardInput()) : readFile(path));
    if (known === undefined) this.#pipes.set(path, text);
    return text;
  }
}

async function isPipe(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.isFIFO() ?? false;
}

async function readFile(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const status = await file.stat();
    if (!status.isFile() && !status.isFIFO()) throw problem(path, 'not a regular file');
    return await readChunks(path, chunksOf(file, status.size));
  } catch (error) {
    throw error instanceof SourceError ? error : problem(path, systemReason(error));
  } finally {
    await file?.close();
  }
}

/** One read for a file of the size that it said; more where it has grown or is a pipe. */
async function* chunksOf(file: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  for (let length = Math.min(size, MAX_BYTES) + 1; ; length = FURTHER_CHUNK) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function readChunks(path: string, source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > MAX_BYTES) throw problem(path, `larger than ${MAX_BYTES / 2 ** 20} MiB; split it`);
    chunks.push(chunk);
  }
  return decode(path, Buffer.concat(chunks));
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw problem(path, 'not UTF-8 text');
  }
}

function problem(path: string, message: string): SourceError {
  return new SourceError([fileProblem(path, message)]);
}
