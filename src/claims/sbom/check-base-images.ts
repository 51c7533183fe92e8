import { printable } from '../../model/printable.ts';
import { compileImagePattern } from '../../parse/image-pattern.ts';
import { anyOf } from '../any-of.ts';
import { imageNamed } from '../image-purl.ts';
import type { SbomCheck } from './check.ts';

/** Wants every image that the image is built on to be one of those; a document that names none does not tell. */
export function checkBaseImages(patterns: readonly string[]): SbomCheck {
  const matches = patterns.map(compileImagePattern);
  const wanted = anyOf(patterns);
  return ({ baseImages }, tell) => {
    const term = 'sbom.baseImages';
    if (baseImages.length === 0) tell({ term, message: `it names no base image: wanted is ${wanted}` });
    for (const image of baseImages) {
      const named = imageNamed(image);
      const shown = printable(image);
      if (!named.ok) {
        tell({
          term,
          message: `the base image ${shown === '' ? 'without a name' : shown} cannot be read: ${printable(named.reason)}`,
        });
      } else if (!matches.some((match) => match(named.reference))) {
        tell({ term, message: `the base image ${shown} is not ${wanted}` });
      }
    }
  };
}
