import { dirname, isAbsolute, join } from 'node:path';
import { MAX_ATTESTATION_BYTES } from '../model/attestation.ts';
import type { Json } from '../model/json.ts';
import { printable } from '../model/printable.ts';
import { SourceError } from '../model/source.ts';
import { JsonError, readJson } from '../parse/json-reader.ts';
import type { StatedAttestation } from '../policy/stated-attestations.ts';
import type { StatedImage } from '../policy/stated-images.ts';
import { fileProblem } from './file-problem.ts';
import { readBytes } from './input-bytes.ts';

/** What each attestation of a test case says. */
export type Predicates = ReadonlyMap<StatedAttestation, Json>;

/**
 * What the attestations of a case say. Their files are found from the folder of the test file.
 * @throws SourceError where one cannot be read, is too large or is no JSON
 */
export function readPredicates(testFile: string, images: readonly StatedImage[]): Predicates {
  const attestations = images.flatMap((image) => ('unavailable' in image ? [] : image.attestations));
  return new Map(
    attestations.map((attestation) => {
      const { content } = attestation;
      return [attestation, 'file' in content ? predicateIn(testFile, content.file) : content.predicate];
    }),
  );
}

function predicateIn(testFile: string, named: string): Json {
  const path = isAbsolute(named) ? named : join(dirname(testFile), named);
  try {
    return jsonIn(path);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const by = printable(testFile, 4_096);
    throw new SourceError(error.problems.map((each) => ({ ...each, message: `${each.message}; ${by} names it` })));
  }
}

/** @throws SourceError */
function jsonIn(path: string): Json {
  const bytes = readBytes(path, MAX_ATTESTATION_BYTES);
  try {
    return readJson(bytes, { skipManagedFields: false }) as Json;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new SourceError([fileProblem(path, `not usable JSON: ${error.message}`)]);
  }
}
