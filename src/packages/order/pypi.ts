import { type Order, orderBy } from './order.ts';
import { numberPiece, type Piece, textPiece } from './sequence.ts';

const RELEASE = String.raw`^v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\.[0-9]+)*)`;
const PRE = '(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>[0-9]+)?)?';
const POST = '(?:-(?<implicit>[0-9]+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>[0-9]+)?)?';
const DEV = '(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>[0-9]+)?)?';
const LOCAL = String.raw`(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`;
const VERSION = new RegExp(RELEASE + PRE + POST + DEV + LOCAL, 'i');

const DIGITS = /^[0-9]+$/;

/** What a shorter release lacks. */
const ZERO = numberPiece(0, '0');

/** Before the first prerelease: a version that is only a development release. */
const DEVELOPMENT = textPiece(-1);
const PRERELEASES: ReadonlyMap<string, number> = new Map([
  ['a', 0],
  ['alpha', 0],
  ['b', 1],
  ['beta', 1],
  ['c', 2],
  ['rc', 2],
  ['pre', 2],
  ['preview', 2],
]);
const NO_PRERELEASE = textPiece(3);

/** The end of local versions, and no post release: before what is there. */
const NONE = textPiece(0);
const POST_RELEASE = 1;
const DEV_RELEASE = 0;
const NO_DEV_RELEASE = textPiece(1);
const LOCAL_TEXT = 1;
const LOCAL_NUMBER = 2;

/**
 * The order of Python packages (PEP 440, now the version specifiers specification of packaging.python.org), with all the
 * spellings that it normalises: `1.0.alpha1` is `1.0a1`, `1.0c2` is `1.0rc2`, `1.0-1` is `1.0.post1`. What is not of this
 * form ("legacy versions") is no version.
 */
export const pypiOrder: Order = orderBy((version) => {
  const { epoch, release, pre, preNumber, implicit, post, postNumber, dev, devNumber, local } =
    VERSION.exec(version)?.groups ?? {};
  if (release === undefined) return undefined;
  const isPost = implicit !== undefined || post !== undefined;
  const prePiece = prereleasePiece(pre?.toLowerCase(), preNumber, dev !== undefined && !isPost);
  const postPiece = isPost ? numberPiece(POST_RELEASE, implicit ?? postNumber ?? '') : NONE;
  const devPiece = dev === undefined ? NO_DEV_RELEASE : numberPiece(DEV_RELEASE, devNumber ?? '');
  const numbers = release.split('.').map((digits) => numberPiece(0, digits));
  return [
    { pieces: [numberPiece(0, epoch ?? '')], end: ZERO },
    { pieces: numbers, end: ZERO },
    { pieces: [prePiece, postPiece, devPiece, ...localPieces(local)], end: NONE },
  ];
});

function prereleasePiece(name: string | undefined, number: string | undefined, isDevelopment: boolean): Piece {
  const rank = name === undefined ? undefined : PRERELEASES.get(name);
  if (rank !== undefined) return numberPiece(rank, number ?? '');
  return isDevelopment ? DEVELOPMENT : NO_PRERELEASE;
}

function localPieces(local: string | undefined): readonly Piece[] {
  const segments = local?.toLowerCase().split(/[-_.]/) ?? [];
  return segments.map((text) => (DIGITS.test(text) ? numberPiece(LOCAL_NUMBER, text) : textPiece(LOCAL_TEXT, text)));
}
