import type { SignatureReport, SignatureVerdict, Signer } from './image-evidence.ts';
import type { SignatureRequirement } from './image-policy.ts';
import { printable } from './printable.ts';

/** Lines of an explanation. */
const MAX_LINES = 24;
const MAX_LINE = 600;

/** Who signed, in a message. */
export function describeSigner(signer: Signer): string {
  if (signer.kind === 'key') return `key sha256:${signer.fingerprint}`;
  const subject = printable(signer.subject);
  return signer.kind === 'keyless' ? `${subject} (issuer ${printable(signer.issuer)})` : subject;
}

/** What it came to, as the end of a sentence about the image. */
export function summarizeVerdict(
  { signatures, missing }: SignatureVerdict,
  { authorities, atLeast }: SignatureRequirement,
): string {
  const wanted = authorities.length === 1 || atLeast === authorities.length ? 'each of' : `${atLeast} of`;
  const names = authorities.map(({ name }) => name).join(', ');
  if (signatures.length === 0) return `no signature was found, and the policy wants one of ${wanted} ${names}`;
  const count = signatures.length === 1 ? 'one signature was found' : `${signatures.length} signatures were found`;
  return `${count}, and ${missing.join(', ')} accepted none; the policy wants ${wanted} ${names}`;
}

/** How a verdict came about: the image, its digest, the authorities, then each signature and why it does not count. */
export function explainVerdict(
  { image, satisfied, missing, signatures, skipped }: SignatureVerdict,
  { authorities, atLeast }: SignatureRequirement,
): readonly string[] {
  const platforms = image.kind === 'index' ? `an index of ${image.platforms.length} platforms` : 'a manifest';
  const lines = [
    `digest: ${image.digest}, ${platforms}`,
    `authorities tried: ${authorities.map(({ name }) => name).join(', ')}; ${atLeast} must be satisfied; ` +
      `${satisfied.length === 0 ? 'none' : satisfied.join(', ')} was, ${missing.length === 0 ? 'none' : missing.join(', ')} was not`,
    ...signatures.map(describeSignature),
    ...skipped.map((reason) => `not looked at: ${reason}`),
  ].map((line) => printable(line, MAX_LINE));
  return lines.length <= MAX_LINES
    ? lines
    : [...lines.slice(0, MAX_LINES - 1), `and ${lines.length - MAX_LINES + 1} more lines`];
}

function describeSignature({ where, accepted, refusals, signer }: SignatureReport): string {
  const by = signer === undefined ? '' : ` signed by ${describeSigner(signer)};`;
  const yes = accepted.length === 0 ? [] : [`accepted by ${accepted.join(', ')}`];
  const no = refusals.map(({ authority, reason }) => `${authority}: ${reason}`);
  return `${where}:${by} ${[...yes, ...no].join('; ')}`;
}
