/** Digits that a double holds exactly. */
const SAFE_DIGITS = 15;
const ZERO = 0x30;

/** Compares two runs of decimal digits as whole numbers, exactly at any length; no digits are zero. */
export function compareNumbers(a: string, b: string): number {
  if (a.length <= SAFE_DIGITS && b.length <= SAFE_DIGITS) return Number(a) - Number(b);
  const left = withoutLeadingZeros(a);
  const right = withoutLeadingZeros(b);
  return left.length - right.length || compareTexts(left, right);
}

/** Compares two texts by the codes of their characters; one that begins another comes first. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (digits.charCodeAt(start) === ZERO) start += 1;
  return digits.slice(start);
}
