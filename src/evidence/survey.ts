import type { ResolvedImage, SignatureReport } from '../model/image-evidence.ts';
import type { SignatureStore, SigningAuthority } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { RegistryError } from '../registry/source.ts';
import { discover, storeOf } from './discover.ts';
import { resolve } from './resolve.ts';
import type { Candidate, VerificationJob } from './verification.ts';
import type { SearchTools } from './verifier.ts';

/** What a survey looks for. */
export interface Wanted {
  readonly purpose: VerificationJob['purpose'];
  /** None: what is found is listed and nothing is verified. */
  readonly authorities: readonly SigningAuthority[];
  /** See `SignatureRequirement`. */
  readonly signatures?: SignatureStore;
  /** Told the size of everything that was fetched, in bytes; may throw a RegistryError. */
  readonly weigh?: (size: number) => void;
}

/** A signature or attestation with what became of it. */
export interface Finding {
  /** As it was found. */
  readonly candidate: Candidate;
  /** With a signer, a time and a type of predicate only where an authority accepted it. */
  readonly report: SignatureReport;
}

/** What was found about an image. */
export interface Findings {
  readonly image: ResolvedImage;
  readonly found: readonly Finding[];
  /** What was passed over, and why; one sentence each. */
  readonly skipped: readonly string[];
  /** What could not be asked: there may be more. */
  readonly errors: readonly RegistryError[];
}

/**
 * Lists the signatures or attestations of what a reference names and of each of its platforms, and has them verified.
 * It decides nothing: policies count signatures by `findSignatures`. One object after the other, so that no more than
 * those of one object are on their way at a time.
 *
 * @throws RegistryError where the image itself could not be had
 */
export async function survey(
  reference: ImageReference,
  { purpose, authorities, signatures, weigh }: Wanted,
  { source, verify }: SearchTools,
  signal: AbortSignal,
): Promise<Findings> {
  const store = storeOf(reference, signatures);
  const { image, sha256 } = await resolve(source, reference, signal);
  const digests = new Set([sha256]);
  if (image.kind === 'index') for (const { digest } of image.platforms) digests.add(digest);
  const found: Finding[] = [];
  const skipped: string[] = [];
  const errors: RegistryError[] = [];
  for (const digest of digests) {
    const { candidates, ...rest } = await discover(source, store, digest, { purpose }, signal);
    for (const { bytes } of candidates) weigh?.(bytes.length);
    const reports =
      candidates.length === 0 || authorities.length === 0
        ? candidates.map(unverified)
        : await verify(candidates, authorities, purpose);
    for (const [index, candidate] of candidates.entries()) {
      found.push({ candidate, report: reports[index] ?? unverified(candidate) });
    }
    skipped.push(...rest.skipped);
    errors.push(...rest.errors);
  }
  return { image, found, skipped, errors };
}

function unverified({ where, format, subject }: Candidate): SignatureReport {
  return { where, format, signed: subject, accepted: [], refusals: [] };
}
