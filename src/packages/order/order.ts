import { compareSequences, type Sequence } from './sequence.ts';

/** Longest version that is looked at, in characters. */
export const MAX_VERSION_LENGTH = 256;

/** Printable ASCII without the space: what no ecosystem leaves. */
const VERSION = /^[\x21-\x7e]+$/;

/** Below, at or above 0 as `a` comes before, is the same as, or comes after `b`; undefined where one of them is no version. */
export type Order = (a: string, b: string) => number | undefined;

/**
 * An order of versions from the way they are taken apart.
 * @param parse gets printable ASCII of at most 256 characters, and gives undefined for what is no version. It must be
 * linear in the length of the text, and give every version as many sequences.
 */
export function orderBy(parse: (version: string) => readonly Sequence[] | undefined): Order {
  const read = (version: string) =>
    version.length <= MAX_VERSION_LENGTH && VERSION.test(version) ? parse(version) : undefined;
  return (a, b) => {
    const left = read(a);
    const right = read(b);
    return left === undefined || right === undefined ? undefined : compareSequences(left, right);
  };
}
