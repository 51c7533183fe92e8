import type { TextCheck } from '../model/schema.ts';
import { checkGlob, compileGlob } from './glob.ts';

const MOST_PARTS = 32;
const ANY_PARTS = '**';

/** Whether a part of a path fits; undefined stands for `**`. */
type PartTest = ((part: string) => boolean) | undefined;

/** What is wrong with a glob over paths. */
export const checkPathGlob: TextCheck = (pattern) => {
  const parts = partsOf(pattern);
  if (parts.length > MOST_PARTS) return `has more than ${MOST_PARTS} parts`;
  if (parts.length === 0) return 'names no file';
  if (parts.includes('..')) return 'may not go up with ".."';
  return parts.map((part) => (part === ANY_PARTS ? undefined : checkGlob(part))).find((fault) => fault !== undefined);
};

/**
 * Compiles a glob over paths whose parts are separated by `/`. `*` and `?` stay inside of a part, `**` is any number of
 * parts. A glob that is one part fits at any depth; one that fits a folder fits all that is in it.
 * @throws Error that says what is wrong with the pattern
 */
export function compilePathGlob(pattern: string): (path: string) => boolean {
  const fault = checkPathGlob(pattern);
  if (fault !== undefined) throw new Error(fault);
  const parts = partsOf(pattern);
  const anchored = parts.length > 1 || pattern.startsWith('/') ? parts : [ANY_PARTS, ...parts];
  const tests: readonly PartTest[] = anchored.map((part) => (part === ANY_PARTS ? undefined : compileGlob(part)));
  return (path) => fits(tests, partsOf(path));
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** Keeps every place of the pattern that the path so far may have reached: linear in the path. */
function fits(tests: readonly PartTest[], parts: readonly string[]): boolean {
  let reached = skipAny(tests, new Set([0]));
  for (const part of parts) {
    const next = new Set<number>();
    for (const place of reached) {
      const test = tests[place];
      if (test === undefined) next.add(place);
      else if (test(part)) next.add(place + 1);
    }
    reached = skipAny(tests, next);
    if (reached.has(tests.length)) return true;
    if (reached.size === 0) return false;
  }
  return false;
}

/** `**` may stand for nothing. */
function skipAny(tests: readonly PartTest[], places: Set<number>): ReadonlySet<number> {
  for (const place of places) if (place < tests.length && tests[place] === undefined) places.add(place + 1);
  return places;
}
