import type { FieldPath } from '../model/path.ts';
import { type Schema, text } from '../model/schema.ts';

const MAX_GLOB = 1_024;
/** Longest pattern of a package, in UTF-16 code units. */
const MAX_PACKAGE = 1_024;

/**
 * What a text of a policy must be that takes more to check than is loaded for policies about pods alone. `glob`: a
 * pattern in which `*` stays between slashes.
 */
export type PlacedKind = 'glob' | 'package' | 'license';

/** Such a text, and where it stands in its block. */
export interface PlacedText {
  readonly kind: PlacedKind;
  readonly at: FieldPath;
  readonly text: string;
}

/** The schema of a glob; what is wrong with one is said when the policy is compiled. */
export function placedGlob(description: string): Schema<string> {
  return text(`${description}; * stays between slashes, ** crosses them`, { maxLength: MAX_GLOB });
}

/** The same of the pattern of a package. */
export function placedPackage(): Schema<string> {
  return text('A package, with versions behind "@": pkg:npm/lodash@<4.17.21', {
    maxLength: MAX_PACKAGE,
    examples: ['pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1'],
  });
}

/** The texts of a list. */
export function placedTexts(kind: PlacedKind, at: FieldPath, texts: readonly string[] = []): readonly PlacedText[] {
  return texts.map((each, index) => ({ kind, at: [...at, index], text: each }));
}
