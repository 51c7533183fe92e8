import { anyOf } from './any-of.ts';
import { compileTextCondition } from './text-condition.ts';

/** UTF-16 code units of a text that globs are held against; what is longer matches none. */
const MAX_TEXT = 2_048;

/** A list of globs of which one must match. */
export interface Globs {
  readonly matches: (text: string) => boolean;
  /** Completes `expected ...`. */
  readonly wanted: string;
}

/** Compiles globs: `*` stays between slashes, `**` crosses them. @throws Error that says what is wrong with one */
export function compileGlobs(globs: readonly string[]): Globs {
  const compiled = globs.map((glob) => {
    // Most texts differ from most globs at once, and comparing a beginning costs next to nothing.
    const [start = ''] = glob.split('*', 1);
    const { matches } = compileTextCondition({ glob });
    return (text: string) => text.startsWith(start) && matches(text);
  });
  return {
    matches: (text) => text.length <= MAX_TEXT && compiled.some((matches) => matches(text)),
    wanted: anyOf(globs),
  };
}
