import { type Order, orderBy } from './order.ts';
import { numberPiece, type Piece, textPiece } from './sequence.ts';

const VERSION = /^(?:([0-9]+):)?([A-Za-z0-9._+~^]+)(?:-([A-Za-z0-9._+~^]+))?$/;
const DIGIT = /[0-9]/;
const SEGMENT = /[0-9]+|[A-Za-z]+|~|\^/g;

const TILDE = textPiece(-1);
const END = textPiece(0);
const CARET = textPiece(1);
/** There is a release, whatever it says. */
const RELEASE = textPiece(1);
const LETTERS = 2;
const NUMBER = 3;

/**
 * The order of RPM packages (rpmvercmp): `[epoch:]version[-release]`, no epoch is 0. Runs of digits come after runs of
 * letters, whatever separates them does not count; `~` comes before the end of a part, `^` right after it. A version
 * without a release comes before the same with any. A version has a digit.
 */
export const rpmOrder: Order = orderBy((text) => {
  const [, epoch = '0', version, release] = VERSION.exec(text) ?? [];
  if (version === undefined || !DIGIT.test(version)) return undefined;
  const releasePieces = release === undefined ? [] : [RELEASE, ...piecesOf(release)];
  return [[numberPiece(NUMBER, epoch)], piecesOf(version), releasePieces].map((pieces) => ({ pieces, end: END }));
});

function piecesOf(part: string): readonly Piece[] {
  return (part.match(SEGMENT) ?? []).map(pieceOf);
}

function pieceOf(segment: string): Piece {
  if (segment === '~') return TILDE;
  if (segment === '^') return CARET;
  return DIGIT.test(segment) ? numberPiece(NUMBER, segment) : textPiece(LETTERS, segment);
}
