import { MAX_ATTESTATION_BYTES } from '../model/attestation.ts';
import { SourceError } from '../model/source.ts';
import { fileProblem, systemReason } from './file-problem.ts';
import { readBytes } from './input-bytes.ts';
import { STANDARD_INPUT } from './input-files.ts';

/**
 * The bytes of a document: of a file, a pipe, or standard input (`-`). What is larger than the webhook takes of an
 * attestation is not read, as it would tell nothing of what the webhook says.
 * @throws SourceError
 */
export async function documentBytes(path: string, input: () => AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (path !== STANDARD_INPUT) return readBytes(path, MAX_ATTESTATION_BYTES);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of input()) {
      length += chunk.length;
      if (length > MAX_ATTESTATION_BYTES)
        throw new SourceError([fileProblem(path, `larger than ${MAX_ATTESTATION_BYTES / 2 ** 20} MiB`)]);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof SourceError ? error : new SourceError([fileProblem(path, systemReason(error))]);
  }
  return Buffer.concat(chunks);
}
