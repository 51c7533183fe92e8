/** Longer words are not compared: no name in a policy is that long. */
const MAX_LENGTH = 64;

/** Shorter beginnings are shared by words that have nothing to do with each other. */
const MIN_BEGINNING = 4;

/** `; did you mean "x"?` where one of the known words is close to what was written, or begins like it; otherwise ''. */
export function suggest(written: string, known: Iterable<string>): string {
  const words = [...known];
  const closest = closestWord(written, words) ?? wordThatBegins(written, words);
  return closest === undefined ? '' : `; did you mean "${closest}"?`;
}

/** The known word with the fewest edits to it, where those are few for its length. */
export function closestWord(written: string, known: Iterable<string>): string | undefined {
  if (written.length > MAX_LENGTH) return undefined;
  const wanted = written.toLowerCase();
  let closest: string | undefined;
  let fewest = Math.floor(Math.max(written.length, 3) / 3) + 1;
  for (const word of known) {
    if (Math.abs(word.length - written.length) >= fewest) continue;
    const edits = editDistance(wanted, word.toLowerCase());
    if (edits < fewest) {
      closest = word;
      fewest = edits;
    }
  }
  return closest;
}

/** The known word that begins with what was written, or the reverse: the one with the fewest letters more or less. */
function wordThatBegins(written: string, known: readonly string[]): string | undefined {
  if (written.length > MAX_LENGTH) return undefined;
  const wanted = written.toLowerCase();
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const word of known) {
    const distance = Math.abs(word.length - wanted.length);
    if (distance < fewest && isBeginning(wanted, word.toLowerCase())) {
      nearest = word;
      fewest = distance;
    }
  }
  return nearest;
}

function isBeginning(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= MIN_BEGINNING && 2 * short.length >= long.length && long.startsWith(short);
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment distance). */
export function editDistance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = at(last, column - 1) + (one[row - 1] === other[column - 1] ? 0 : 1);
      let fewest = Math.min(replaced, at(last, column) + 1, at(current, column - 1) + 1);
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
        fewest = Math.min(fewest, at(beforeLast, column - 2) + 1);
      }
      current.push(fewest);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? 0;
}
