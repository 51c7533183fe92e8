import type { FieldPath } from '../model/path.ts';
import { type Schema, text } from '../model/schema.ts';

const MAX_GLOB = 1_024;

/** A pattern in which `*` stays between slashes, and where it stands in its block. */
export interface PlacedGlob {
  readonly at: FieldPath;
  readonly glob: string;
}

/** The schema of such a pattern; `checkTextCondition` says what is wrong with one. */
export function placedGlob(description: string): Schema<string> {
  return text(`${description}; * stays between slashes, ** crosses them`, { maxLength: MAX_GLOB });
}

/** The patterns of a list. */
export function placedGlobs(at: FieldPath, globs: readonly string[] = []): readonly PlacedGlob[] {
  return globs.map((glob, index) => ({ at: [...at, index], glob }));
}
