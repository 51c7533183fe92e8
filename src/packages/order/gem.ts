import { type Order, orderBy } from './order.ts';
import { numberPiece, textPiece } from './sequence.ts';

const VERSION = /^[0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const SEGMENT = /[0-9]+|[A-Za-z]+/g;
const DIGITS = /^[0-9]/;
/** Zeros that end the numbers before the first text. */
const ZERO = numberPiece(1, '0');

/**
 * The order of Ruby gems (Gem::Version): runs of digits and runs of letters; letters come before numbers, so they make a
 * prerelease; zeros at the end of the numbers, also before the first letters, do not count. A hyphen stands for `.pre.`.
 */
export const gemOrder: Order = orderBy((version) => {
  if (!VERSION.test(version)) return undefined;
  const segments = version.replaceAll('-', '.pre.').match(SEGMENT) ?? [];
  const pieces = segments.map((text) => (DIGITS.test(text) ? numberPiece(1, text) : textPiece(0, text)));
  const texts = pieces.findIndex(({ isNumber }) => !isNumber);
  const numbers = texts === -1 ? pieces.length : texts;
  let kept = numbers;
  while (kept > 0 && /^0+$/.test(pieces[kept - 1]?.text ?? '')) kept -= 1;
  return [{ pieces: [...pieces.slice(0, kept), ...pieces.slice(numbers)], end: ZERO }];
});
