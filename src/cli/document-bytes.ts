import { SourceError } from '../model/source.ts';
import { fileProblem, systemReason } from './file-problem.ts';
import { readBytes } from './input-bytes.ts';
import { STANDARD_INPUT } from './input-files.ts';

/** Bytes of a document: more than the webhook takes of an attestation would tell nothing of what it says. */
const MAX_BYTES = 32 * 2 ** 20;

/**
 * The bytes of a document: of a file, a pipe, or standard input (`-`). What is larger than 32 MiB is not read.
 * @throws SourceError
 */
export async function documentBytes(path: string, input: () => AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (path !== STANDARD_INPUT) return readBytes(path, MAX_BYTES);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of input()) {
      length += chunk.length;
      if (length > MAX_BYTES) throw new SourceError([fileProblem(path, `larger than ${MAX_BYTES / 2 ** 20} MiB`)]);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof SourceError ? error : new SourceError([fileProblem(path, systemReason(error))]);
  }
  return Buffer.concat(chunks);
}
