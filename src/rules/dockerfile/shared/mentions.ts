import type { Build } from '../../../model/build.ts';

const noAnswers = () => new Map<string, boolean>();

/**
 * Whether a word stands anywhere in the file, comments included: a cheap question before one that costs more. Asked once for each
 * word, so that asking for every command stays linear.
 */
export function mentions(build: Build, word: string): boolean {
  const known = build.once(noAnswers);
  let answer = known.get(word);
  if (answer === undefined) {
    answer = build.dockerfile.text.includes(word);
    known.set(word, answer);
  }
  return answer;
}
