import { type Certificate, mayIssue, nameOf, PURPOSE } from './certificate.ts';
import { refuse } from './refused.ts';

/** Authorities between a leaf and its root. */
const MOST_AUTHORITIES = 8;
/** Signatures of certificates that are verified for one leaf: hostile chains branch. */
const MOST_LINKS = 64;

/** What a leaf is to be led back to. */
export interface Anchors {
  /** Self-signed. */
  readonly roots: readonly Certificate[];
  /** Not trusted by themselves; from the authority, or sent along with the leaf. */
  readonly intermediates: readonly Certificate[];
}

/** True where a certificate is signed by its own key. */
export function isSelfSigned({ x509 }: Certificate): boolean {
  return x509.checkIssued(x509) && x509.verify(x509.publicKey);
}

/**
 * Leads a leaf back to a root as of one moment (RFC 5280, section 6, without policies and name constraints, which a
 * certificate may not make critical here): every certificate is in its time, every issuer is an authority that may
 * sign certificates, has room for what is below it and, if it names purposes, names code signing.
 * @throws Refused with what stood in the way where the search came closest
 */
export function checkChain(leaf: Certificate, { roots, intermediates }: Anchors, at: Date): void {
  let links = 0;
  let obstacle = `the certificate does not chain to a root of the authority: nothing issued ${nameOf(leaf.x509)}`;
  const timely = (certificate: Certificate) => isTimely(certificate, at);

  const issued = (issuer: Certificate, subject: Certificate, below: number): boolean => {
    if (!subject.x509.checkIssued(issuer.x509)) return false;
    const fault = faultOf(issuer, below, timely(issuer), at);
    if (fault !== undefined) {
      obstacle = fault;
      return false;
    }
    links += 1;
    if (links > MOST_LINKS) refuse(`the chain of the certificate branches more than ${MOST_LINKS} times`);
    return subject.x509.verify(issuer.key);
  };

  const climb = (subject: Certificate, above: readonly Certificate[]): boolean => {
    if (roots.some((root) => issued(root, subject, above.length))) return true;
    if (above.length >= MOST_AUTHORITIES) return false;
    return intermediates.some(
      (issuer) => !above.includes(issuer) && issued(issuer, subject, above.length) && climb(issuer, [...above, issuer]),
    );
  };

  if (!timely(leaf)) refuse(`the certificate was ${validityOf(leaf)}, not at ${at.toISOString()}`);
  if (!climb(leaf, [])) refuse(obstacle);
}

function faultOf(issuer: Certificate, below: number, timely: boolean, at: Date): string | undefined {
  const name = `the certificate of the authority ${nameOf(issuer.x509)}`;
  if (!mayIssue(issuer)) return `${name} may not sign certificates`;
  if (issuer.pathLength !== undefined && issuer.pathLength < below) return `${name} allows no chain as long as this`;
  const { purposes = [PURPOSE.any] } = issuer;
  if (!purposes.includes(PURPOSE.codeSigning) && !purposes.includes(PURPOSE.any)) return `${name} is not for code`;
  return timely ? undefined : `${name} was ${validityOf(issuer)}, not at ${at.toISOString()}`;
}

function isTimely({ x509 }: Certificate, at: Date): boolean {
  return x509.validFromDate <= at && at <= x509.validToDate;
}

function validityOf({ x509 }: Certificate): string {
  return `valid from ${x509.validFromDate.toISOString()} to ${x509.validToDate.toISOString()}`;
}
