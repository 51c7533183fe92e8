import { type Order, orderBy } from './order.ts';
import { numberPiece, type Piece, textPiece } from './sequence.ts';

const VERSION = /^[A-Za-z0-9._+-]+$/;
const DIGIT = /[0-9]/;
/** A separator, a run of digits, or a run of anything else. */
const TOKEN = /[.-]|[0-9]+|[^0-9.-]+/g;
const ZEROS = /^0+$/;

/** Qualifiers below that of a release come before it. */
const QUALIFIERS: ReadonlyMap<string, number> = new Map([
  ['alpha', 0],
  ['beta', 1],
  ['milestone', 2],
  ['rc', 3],
  ['cr', 3],
  ['snapshot', 4],
  ['', 5],
  ['final', 5],
  ['ga', 5],
  ['release', 5],
  ['sp', 6],
]);
/** Short for a qualifier where a number follows at once. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);
const OTHER_QUALIFIER = 7;
const NUMBER_AFTER_HYPHEN = 8;
const NUMBER_AFTER_DOT = 9;
/** What a shorter version lacks: nothing, that is, the release itself. */
const RELEASE = textPiece(5);

/**
 * The order of Maven (ComparableVersion, by the version order specification of the POM reference): numbers and qualifiers
 * between dots, hyphens and changes from digits to letters or back, which count as hyphens; no text between two separators
 * is 0; zeros and names of releases do not count at the end nor before a hyphen or a qualifier. `.1` comes after `-1`, that
 * after any qualifier. A version has a digit.
 *
 * Where ComparableVersion departs from that specification (mostly texts between two dots), what it computes is no order at
 * all: a < b < c < a. Then the specification counts.
 */
export const mavenOrder: Order = orderBy((version) => {
  if (!VERSION.test(version) || !DIGIT.test(version)) return undefined;
  const pieces: Piece[] = [];
  let separator = '.';
  let isOpen = true;
  const tokens = version.toLowerCase().match(TOKEN) ?? [];
  for (const [index, token] of tokens.entries()) {
    if (token === '.' || token === '-') {
      if (isOpen) add(pieces, numberAfter(separator, '0'));
      separator = token;
      isOpen = true;
      continue;
    }
    const isNumber = DIGIT.test(token);
    const next = tokens[index + 1];
    add(pieces, isNumber ? numberAfter(isOpen ? separator : '-', token) : qualifier(token, next));
    isOpen = false;
  }
  trim(pieces);
  return [{ pieces, end: RELEASE }];
});

function add(pieces: Piece[], piece: Piece): void {
  if (piece.rank !== NUMBER_AFTER_DOT) trim(pieces);
  pieces.push(piece);
}

/** Drops what does not count at the end: zeros and names of releases. */
function trim(pieces: Piece[]): void {
  for (let last = pieces.at(-1); last !== undefined && isNothing(last); last = pieces.at(-1)) pieces.pop();
}

function isNothing({ rank, text, isNumber }: Piece): boolean {
  return isNumber ? ZEROS.test(text) : rank === RELEASE.rank;
}

function numberAfter(separator: string, digits: string): Piece {
  return numberPiece(separator === '.' ? NUMBER_AFTER_DOT : NUMBER_AFTER_HYPHEN, digits);
}

function qualifier(text: string, next: string | undefined): Piece {
  const name = next !== undefined && DIGIT.test(next) ? (SHORT.get(text) ?? text) : text;
  const rank = QUALIFIERS.get(name);
  return rank === undefined ? textPiece(OTHER_QUALIFIER, name) : textPiece(rank);
}
