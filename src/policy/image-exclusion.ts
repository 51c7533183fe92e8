import type { ImageReference } from '../model/image-reference.ts';
import { compileImagePattern } from '../parse/image-pattern.ts';
import { parseImageReference } from '../parse/image-reference.ts';

/** What no pattern spells out, so that only a wildcard takes it. */
const ANYTHING = 'z0q9x';

/**
 * Whether the exclusions take away every image that a pattern names. All patterns have been checked. One that two
 * exclusions cover between them is not recognized: what is said to leave nothing surely leaves nothing.
 */
export function leavesNothing(pattern: string, exclusions: readonly string[]): boolean {
  return exclusions.some((exclusion) => {
    if (exclusion === '**' || exclusion === pattern) return true;
    if (pattern === '**') return false;
    const isExcluded = compileImagePattern(exclusion);
    return samples(pattern, exclusion.split('/').length + 1).every(isExcluded);
  });
}

/** Images of a pattern, as unlike others as they can be, with up to so many parts for each `**`. */
function samples(pattern: string, mostParts: number): readonly ImageReference[] {
  const isEndOpen = pattern.endsWith('/**');
  return Array.from({ length: mostParts + 1 }, (_, parts) => parts)
    .filter((parts) => parts > 0 || !isEndOpen)
    .flatMap((parts) => {
      const run = Array(parts).fill(ANYTHING);
      const path = pattern.split('/').flatMap((part) => (part === '**' ? run : [part.replaceAll('*', ANYTHING)]));
      const parsed = parseImageReference(path.join('/'));
      return parsed.ok ? [parsed.reference] : [];
    });
}
