import { expect } from '@jest/globals';
import { dockerfileImages } from '../../../src/parse/dockerfile/from-lines.ts';

/** Each image as `place line:column written -> reference`, with what is special about it. */
export function images(text: string): readonly string[] {
  return dockerfileImages('Dockerfile', text).map((image) => {
    const { place, position, written, reference, start, end, isVerbatim, hasVariables, platform } = image;
    if (isVerbatim) expect(text.slice(start, end)).toBe(reference);
    const notes = [
      ...(isVerbatim ? [] : ['not verbatim']),
      ...(hasVariables ? ['variables'] : []),
      ...(platform === undefined ? [] : [`platform ${platform}`]),
    ];
    const target = reference === written ? '' : ` -> ${reference}`;
    return `${place} ${position.line}:${position.column} ${written}${target}${notes.map((note) => ` (${note})`).join('')}`;
  });
}
