import { type Order, orderBy } from './order.ts';
import { PRERELEASE_END, prereleasePieces } from './semver.ts';
import { numberPiece } from './sequence.ts';

const VERSION = /^([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

/**
 * The order of NuGet (NuGet.Versioning): one to four numbers, those that lack are zero, leading zeros do not count; then
 * the prerelease as in Semantic Versioning 2.0.0, but whatever the case of its letters. Metadata does not count.
 */
export const nugetOrder: Order = orderBy((version) => {
  const match = VERSION.exec(version);
  if (match === null) return undefined;
  const [, major = '', minor = '', patch = '', revision = '', prerelease, metadata] = match;
  const identifiers = prerelease?.toLowerCase().split('.');
  if (identifiers?.includes('') || metadata?.split('.').includes('')) return undefined;
  const numbers = [major, minor, patch, revision].map((digits) => numberPiece(0, digits));
  return [{ pieces: [...numbers, ...prereleasePieces(identifiers)], end: PRERELEASE_END }];
});
