import { type Order, orderBy } from './order.ts';
import { numberPiece, type Piece, textPiece } from './sequence.ts';

const VERSION = /^([0-9]+(?:\.[0-9]+)*)([a-z])?((?:_[a-z]+[0-9]*)*)(?:~([0-9a-f]+))?(?:-r([0-9]+))?$/;
const SUFFIX = /_([a-z]+)([0-9]*)/g;

/** Ranks below that of the end make a version older than without the suffix. */
const SUFFIXES: ReadonlyMap<string, number> = new Map([
  ['alpha', -4],
  ['beta', -3],
  ['pre', -2],
  ['rc', -1],
  ['cvs', 4],
  ['svn', 5],
  ['git', 6],
  ['hg', 7],
  ['p', 8],
]);
const END = textPiece(0);
const REVISION = 1;
const COMMIT = 2;
const SUFFIX_NUMBER = 3;
const LETTER = 9;
const FRACTION = 10;
const NUMBER = 11;

/**
 * The order of Alpine packages (apk-tools 3, src/version.c): numbers with dots, at most one letter, suffixes such as
 * `_rc1`, a commit, the revision `-r1`. Numbers after a dot that begin with a zero compare as fractions, digit by digit.
 */
export const apkOrder: Order = orderBy((version) => {
  const match = VERSION.exec(version);
  if (match === null) return undefined;
  const [, numbers = '', letter, suffixes = '', commit, revision] = match;
  const pieces: Piece[] = numbers.split('.').map(pieceOfNumber);
  if (letter !== undefined) pieces.push(textPiece(LETTER, letter));
  for (const [, name = '', digits = ''] of suffixes.matchAll(SUFFIX)) {
    const rank = SUFFIXES.get(name);
    if (rank === undefined) return undefined;
    pieces.push(textPiece(rank));
    if (digits !== '') pieces.push(numberPiece(SUFFIX_NUMBER, digits));
  }
  if (commit !== undefined) pieces.push(textPiece(COMMIT, commit));
  if (revision !== undefined) pieces.push(numberPiece(REVISION, revision));
  return [{ pieces, end: END }];
});

function pieceOfNumber(digits: string, index: number): Piece {
  return index > 0 && digits.startsWith('0') ? textPiece(FRACTION, digits) : numberPiece(NUMBER, digits);
}
