/** How a word is written; undefined where it mixes cases. */
export function casingOf(word: string): 'upper' | 'lower' | undefined {
  if (word === word.toUpperCase()) return 'upper';
  return word === word.toLowerCase() ? 'lower' : undefined;
}

/** The word in upper or lower case. */
export function inCasing(word: string, casing: 'upper' | 'lower'): string {
  return casing === 'upper' ? word.toUpperCase() : word.toLowerCase();
}
