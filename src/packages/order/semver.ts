import { numberPiece, type Piece, type Sequence, textPiece } from './sequence.ts';

const SEMVER = /^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;
const PARTIAL = /^(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?$/;
const DIGITS = /^[0-9]+$/;
const LEADING_ZERO = /^0[0-9]+$/;

const NUMBER = 0;
const RELEASE = 2;
/** What ends the pieces of a prerelease: fewer identifiers come before more. */
export const PRERELEASE_END: Piece = textPiece(-1);

const NUMERIC_IDENTIFIER = 0;
const TEXT_IDENTIFIER = 1;

/**
 * Reads a version by Semantic Versioning 2.0.0: three numbers without leading zeros, a prerelease, build metadata, which
 * does not count (section 10). The precedence is that of section 11.
 */
export function parseSemver(version: string): readonly Sequence[] | undefined {
  const [, major, minor, patch, prerelease, build] = SEMVER.exec(version) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  if (build?.split('.').includes('')) return undefined;
  const identifiers = prerelease?.split('.');
  if (identifiers?.some((identifier) => identifier === '' || LEADING_ZERO.test(identifier))) return undefined;
  const numbers = [major, minor, patch].map((digits) => numberPiece(NUMBER, digits));
  return [{ pieces: [...numbers, ...prereleasePieces(identifiers)], end: PRERELEASE_END }];
}

/**
 * What follows the numbers in a sequence that `PRERELEASE_END` ends: identifiers that are numbers come before others, and
 * a version without a prerelease after all that have one.
 */
export function prereleasePieces(identifiers: readonly string[] | undefined): readonly Piece[] {
  if (identifiers === undefined) return [textPiece(RELEASE)];
  return identifiers.map((text) =>
    DIGITS.test(text) ? numberPiece(NUMERIC_IDENTIFIER, text) : textPiece(TEXT_IDENTIFIER, text),
  );
}

/** `1` and `1.2` with the numbers that they lack as zeros; other texts as they are. */
export function withThreeNumbers(version: string): string {
  if (!PARTIAL.test(version)) return version;
  return version.includes('.') ? `${version}.0` : `${version}.0.0`;
}
