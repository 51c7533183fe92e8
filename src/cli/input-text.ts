import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
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
    if (path !== STANDARD_INPUT && !isPipe(path)) return readFile(path);
    const text = this.#pipes.get(path) ?? this.#readPipe(path);
    this.#pipes.set(path, text);
    return text;
  }

  async #readPipe(path: string): Promise<string> {
    return path === STANDARD_INPUT ? readStream(path, this.#standardInput()) : readFile(path);
  }
}

function isPipe(path: string): boolean {
  try {
    return statSync(path).isFIFO();
  } catch {
    return false;
  }
}

function readFile(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const status = fstatSync(file);
    if (!status.isFile() && !status.isFIFO()) throw problem(path, 'not a regular file');
    const bytes = new Bytes(path);
    for (const chunk of chunksOf(file, status.size)) bytes.add(chunk);
    return bytes.decode();
  } catch (error) {
    throw error instanceof SourceError ? error : problem(path, systemReason(error));
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** One read for a file of the size that it said; more where it has grown or is a pipe. */
function* chunksOf(file: number, size: number): Generator<Uint8Array> {
  for (let length = Math.min(size, MAX_BYTES) + 1; ; length = FURTHER_CHUNK) {
    const buffer = Buffer.allocUnsafe(length);
    const bytesRead = readSync(file, buffer);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function readStream(path: string, stream: AsyncIterable<Uint8Array>): Promise<string> {
  const bytes = new Bytes(path);
  try {
    for await (const chunk of stream) bytes.add(chunk);
  } catch (error) {
    throw error instanceof SourceError ? error : problem(path, systemReason(error));
  }
  return bytes.decode();
}

/** The content of an input, up to the limit. */
class Bytes {
  readonly #path: string;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  constructor(path: string) {
    this.#path = path;
  }

  add(chunk: Uint8Array): void {
    this.#length += chunk.length;
    if (this.#length > MAX_BYTES) throw problem(this.#path, tooLarge(this.#path));
    this.#chunks.push(chunk);
  }

  decode(): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(this.#chunks));
    } catch {
      throw problem(this.#path, 'not UTF-8 text');
    }
  }
}

function tooLarge(path: string): string {
  const advice = path === STANDARD_INPUT ? 'give it in parts, for example one namespace at a time' : 'split it';
  return `larger than ${MAX_BYTES / 2 ** 20} MiB; ${advice}`;
}

function problem(path: string, message: string): SourceError {
  return new SourceError([fileProblem(path, message)]);
}
