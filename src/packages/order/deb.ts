import { type Order, orderBy } from './order.ts';
import { numberPiece, type Piece, type Sequence, textPiece } from './sequence.ts';

const EPOCH = /^[0-9]+$/;
const UPSTREAM = /^[A-Za-z0-9.+~:-]+$/;
const REVISION = /^[A-Za-z0-9.+~]+$/;
const LETTERS = /[A-Za-z]/;
const DIGIT = /[0-9]/;
const PART = /[0-9]+|[^0-9]/g;

const TILDE = textPiece(-1);
const LETTER = 1;
const OTHER = 2;
/** The end of a part counts as the number zero: between the tilde and all else. */
const END = numberPiece(0, '0');

/**
 * The order of Debian packages (Debian policy 5.6.12, deb-version(7)): `[epoch:]upstream[-revision]`, where no epoch is 0
 * and no revision is revision 0. In a part, `~` comes before its end, letters before other characters, and numbers
 * compare as such. A version has a digit in its upstream part.
 */
export const debOrder: Order = orderBy((version) => {
  const colon = version.indexOf(':');
  const epoch = colon === -1 ? '0' : version.slice(0, colon);
  const hyphen = version.lastIndexOf('-');
  const hasRevision = hyphen > colon;
  const upstream = version.slice(colon + 1, hasRevision ? hyphen : undefined);
  const revision = hasRevision ? version.slice(hyphen + 1) : '0';
  if (!EPOCH.test(epoch) || !UPSTREAM.test(upstream) || !REVISION.test(revision)) return undefined;
  if (!DIGIT.test(upstream)) return undefined;
  return [epoch, upstream, revision].map(sequenceOf);
});

function sequenceOf(part: string): Sequence {
  return { pieces: (part.match(PART) ?? []).map(pieceOf), end: END };
}

function pieceOf(text: string): Piece {
  if (DIGIT.test(text)) return numberPiece(END.rank, text);
  if (text === '~') return TILDE;
  return textPiece(LETTERS.test(text) ? LETTER : OTHER, text);
}
