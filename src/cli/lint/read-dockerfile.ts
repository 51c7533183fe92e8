import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { SourceError, type SourceProblem } from '../../model/source.ts';
import { MAX_DOCKERFILE } from '../../parse/dockerfile/parse.ts';
import { fileProblem, systemReason } from '../file-problem.ts';

/** Of a larger Dockerfile nothing is read: it has at least as many bytes as characters. */
const MAX_BYTES = MAX_DOCKERFILE;

const TOO_LARGE = `the file is too large: larger than ${MAX_BYTES / 2 ** 20} MiB`;

/**
 * The text of a Dockerfile, a byte order mark included: what is written back must be the same but for what was fixed.
 * @throws SourceError where it cannot be read, is too large, or is not text in UTF-8
 */
export function readDockerfile(path: string): string {
  return decoded(path, readFileBytes(path));
}

/**
 * The same for standard input, which is called `name` in messages.
 * @throws SourceError
 */
export async function readStandardInput(input: Readable, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of input) {
      length += chunk.length;
      if (length > MAX_BYTES) throw new SourceError([fileProblem(name, TOO_LARGE)]);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof SourceError ? error : new SourceError([fileProblem(name, systemReason(error))]);
  }
  return decoded(name, Buffer.concat(chunks));
}

function readFileBytes(path: string): Buffer {
  let file: number | undefined;
  try {
    // A pipe without a writer must not make anybody wait.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(file);
    if (!status.isFile()) {
      throw new SourceError([fileProblem(path, 'not a regular file; pipe it to standard input, and name `-` instead')]);
    }
    if (status.size > MAX_BYTES) throw new SourceError([fileProblem(path, TOO_LARGE)]);
    return readToEnd(path, file, status.size);
  } catch (error) {
    throw error instanceof SourceError ? error : new SourceError([fileProblem(path, systemReason(error))]);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** One read for a file of the size that it said, and another that finds its end. */
function readToEnd(path: string, file: number, size: number): Buffer {
  let buffer = Buffer.allocUnsafe(size + 1);
  for (let length = 0; ; ) {
    const count = readSync(file, buffer, length, buffer.length - length, null);
    length += count;
    if (length > MAX_BYTES) throw new SourceError([fileProblem(path, TOO_LARGE)]);
    if (count === 0) return buffer.subarray(0, length);
    // It has grown meanwhile, or says nothing of its size.
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.min(2 * length, MAX_BYTES) + 1);
  }
}

function decoded(file: string, bytes: Buffer): string {
  const first = bytes[0];
  const second = bytes[1];
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new SourceError([fileProblem(file, 'the file is in UTF-16, and Docker reads UTF-8: save it as UTF-8')]);
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw problemAt(file, bytes, nul, 'a NUL character: a Dockerfile is text');
  if (!isUtf8(bytes)) {
    throw problemAt(file, bytes, firstInvalid(bytes), 'not UTF-8 from here on: save the file as UTF-8');
  }
  return bytes.toString('utf8');
}

/** Where bytes stop being UTF-8: the longest start that is, found by halving. */
function firstInvalid(bytes: Buffer): number {
  let good = 0;
  for (let bad = bytes.length; bad - good > 1; ) {
    const middle = (good + bad) >> 1;
    if (isUtf8(bytes.subarray(0, middle - incompleteAt(bytes, middle)))) good = middle;
    else bad = middle;
  }
  return good - incompleteAt(bytes, good);
}

/** How many bytes in front of a place belong to a character that could go on behind it. */
function incompleteAt(bytes: Buffer, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back += 1) {
    const byte = bytes[end - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

function problemAt(file: string, bytes: Buffer, at: number, message: string): SourceError {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0 && end < at; end = bytes.indexOf(0x0a, end + 1)) {
    line += 1;
    start = end + 1;
  }
  const problem: SourceProblem = { file, line, column: bytes.toString('utf8', start, at).length + 1, message };
  return new SourceError([problem]);
}
