/** Longer words are not compared: nobody mistypes that much, and comparing is quadratic. */
const MAX_LENGTH = 64;

/** ` (did you mean "port"?)` where one of the known words is close to the given one, else ''. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const closest = nearest(word, known);
  return closest === undefined ? '' : ` (did you mean "${closest}"?)`;
}

/** The known word that is closest to the given one, if at most a third of it differs. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  let closest: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const difference = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (difference < least) [closest, least] = [candidate, difference];
  }
  return closest;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment distance). */
function editDistance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const substitution = one[row - 1] === other[column - 1] ? 0 : 1;
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + substitution);
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, other.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}
