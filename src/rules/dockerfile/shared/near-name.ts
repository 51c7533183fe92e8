import { editDistance } from '../../../model/suggest.ts';

/** Names further apart than this are not taken for each other; BuildKit's measure. */
const MAX_EDITS = 2;

/** Longer names are not compared. */
const MAX_LENGTH = 64;

/** Comparisons that one file gets: names beyond are told apart without a suggestion. */
const MAX_COMPARISONS = 20_000;

/** Finds what somebody may have meant, in time that a file cannot drive up. */
export class NearNames {
  #left = MAX_COMPARISONS;

  /** No more names are compared: none need to be gathered. */
  get exhausted(): boolean {
    return this.#left <= 0;
  }

  /** The known name that is nearest, at most two edits away; the case of letters counts. Undefined where none is, or it is known. */
  nearest(written: string, known: Iterable<string>): string | undefined {
    if (written.length > MAX_LENGTH) return undefined;
    let nearest: string | undefined;
    let fewest = MAX_EDITS + 1;
    for (const name of known) {
      if (this.#left-- <= 0) return undefined;
      if (name === written) return undefined;
      if (Math.abs(name.length - written.length) >= fewest) continue;
      const edits = editDistance(written, name);
      if (edits >= fewest) continue;
      nearest = name;
      fewest = edits;
    }
    return nearest;
  }

  /**
   * The same, for names that may well be known elsewhere: only what hardly anybody writes on purpose. Short names need to be
   * nearer, and numbers, UID and GID are told apart.
   */
  misspelt(written: string, known: Iterable<string>): string | undefined {
    const nearest = written.length < 4 ? undefined : this.nearest(written, known);
    if (nearest === undefined) return undefined;
    if (written.length < 8 && editDistance(written, nearest) > 1) return undefined;
    if (written.replace(DIGITS, '') === nearest.replace(DIGITS, '')) return undefined;
    return KIN.test(written) && KIN.test(nearest) ? undefined : nearest;
  }
}

const DIGITS = /\d+/g;
const KIN = /(?:uid|gid|user|username)$/i;

/** `; did you mean "x"?`, or nothing. */
export function didYouMean(name: string | undefined, sign = ''): string {
  return name === undefined ? '' : `; did you mean "${sign}${name}"?`;
}
