import type { ResolvedImage, SignatureReport, SignatureVerdict, Signer } from './image-evidence.ts';
import type { Authority, SignatureRequirement } from './image-policy.ts';
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
export function summarizeVerdict({ signatures, missing }: SignatureVerdict, requirement: SignatureRequirement): string {
  const wanted = `the policy wants it signed by ${wantedAuthorities(requirement)}`;
  if (signatures.length === 0) return `no signature was found, and ${wanted}`;
  const count = signatures.length === 1 ? 'one signature was found' : `${signatures.length} signatures were found`;
  return `${count}, and none counts for ${missing.join(' or ')}; ${wanted}`;
}

function wantedAuthorities({ authorities, atLeast }: SignatureRequirement): string {
  const names = authorities.map(({ name }) => name).join(', ');
  if (authorities.length === 1) return names;
  return atLeast === authorities.length ? `all of ${names}` : `${atLeast} of ${names}`;
}

/** How a verdict came about: the image, its digest, the authorities, then each signature and why it does not count. */
export function explainVerdict(
  { image, satisfied, signatures, skipped }: SignatureVerdict,
  { authorities }: SignatureRequirement,
): readonly string[] {
  const tried = authorities.map((authority) => describeAuthority(authority, satisfied.includes(authority.name)));
  const lines = [
    describeImage(image),
    `authorities tried: ${tried.join('; ')}`,
    ...signatures.map(describeSignature),
    ...skipped.map((reason) => `not looked at: ${reason}`),
  ].map((line) => printable(line, MAX_LINE));
  return lines.length <= MAX_LINES
    ? lines
    : [...lines.slice(0, MAX_LINES - 1), `and ${lines.length - MAX_LINES + 1} more lines`];
}

/** What a reference stood for, as a line of an explanation. */
export function describeImage({ digest, kind, platforms }: ResolvedImage): string {
  return `digest: ${digest}, ${kind === 'index' ? `an index of ${platforms.length} platforms` : 'a manifest'}`;
}

function describeAuthority(authority: Authority, isSatisfied: boolean): string {
  const message = authority.kind === 'static' && authority.message !== undefined ? ` (${authority.message})` : '';
  return `${authority.name}: ${isSatisfied ? 'satisfied' : 'not satisfied'}${message}`;
}

function describeSignature({ where, accepted, refusals, signer }: SignatureReport): string {
  const by = signer === undefined ? '' : ` signed by ${describeSigner(signer)};`;
  const yes = accepted.length === 0 ? [] : [`accepted by ${accepted.join(', ')}`];
  const no = refusals.map(({ authority, reason }) => `${authority}: ${reason}`);
  return `${where}:${by} ${[...yes, ...no].join('; ')}`;
}
