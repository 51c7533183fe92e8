import { type TextCheck, text } from '../model/schema.ts';
import { checkGlob, compileGlob } from '../parse/glob.ts';

/** A name, or a glob over names. */
export function nameGlob(check: TextCheck = checkGlob) {
  return text('A name, or a glob: * is any run of characters, ? one, \\ escapes', { check });
}

export function isGlob(pattern: string): boolean {
  return /[*?\\]/.test(pattern);
}

/** Whether a name is one of those, or matches one of the globs among them. */
export function compileNames(patterns: readonly string[]): (name: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !isGlob(pattern)));
  const globs = patterns.filter(isGlob).map(compileGlob);
  return (name) => exact.has(name) || globs.some((matches) => matches(name));
}
