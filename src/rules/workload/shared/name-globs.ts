import { text } from '../../../model/schema.ts';
import { checkGlob, compileGlob } from '../../../parse/glob.ts';

/** In the options of a rule: a name or a value, or a glob over them. */
export const NAME_GLOB = text('A glob: * stands for any run of characters, ? for one', {
  maxLength: 256,
  check: checkGlob,
});

const SPECIAL = /[*?\\]/;

/** True for names that one of the globs matches. Globs without wildcards cost one look-up together. */
export function compileNameGlobs(globs: readonly string[]): (name: string) => boolean {
  const names = new Set(globs.filter((glob) => !SPECIAL.test(glob)));
  const patterns = globs.filter((glob) => SPECIAL.test(glob)).map(compileGlob);
  return (name) => {
    if (names.has(name)) return true;
    for (const matches of patterns) if (matches(name)) return true;
    return false;
  };
}
