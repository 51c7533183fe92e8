import type { ResolvedImage, SignatureReport } from '../model/image-evidence.ts';
import type { SignatureStore, SigningAuthority } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { RegistryError } from '../registry/source.ts';
import { Bindings } from './bindings.ts';
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
  tools: SearchTools,
  signal: AbortSignal,
): Promise<Findings> {
  const { source, verify } = tools;
  const store = storeOf(reference, signatures);
  const resolution = await resolve(source, reference, signal);
  const { image, sha256 } = resolution;
  const bindings = new Bindings(resolution, store, authorities, tools, signal);
  const isVerified = authorities.length > 0;
  const objects = new Set([sha256]);
  if (image.kind === 'index') for (const { digest } of image.platforms) objects.add(digest);
  const found: Finding[] = [];
  const skipped: string[] = [];
  const errors: RegistryError[] = [];
  for (const digest of objects) {
    const digests = purpose === 'attestations' ? bindings.carriersOf(digest) : [];
    const listed = await discover(source, store, digest, { purpose }, signal, { repository: reference, digests });
    for (const { bytes } of listed.candidates) weigh?.(bytes.length);
    const bound = isVerified ? await Promise.all(listed.candidates.map((each) => bindings.bind(each))) : [];
    const candidates = isVerified ? bound.flatMap((each) => each.candidates) : listed.candidates;
    const reports =
      isVerified && candidates.length > 0 ? await verify(candidates, authorities, purpose) : candidates.map(unverified);
    for (const [index, candidate] of candidates.entries()) {
      found.push({ candidate, report: reports[index] ?? unverified(candidate) });
    }
    skipped.push(...listed.skipped);
    errors.push(...listed.errors, ...bound.flatMap((each) => each.errors));
  }
  return { image, found, skipped, errors };
}

function unverified({ where, format, subject }: Candidate): SignatureReport {
  return { where, format, signed: subject, accepted: [], refusals: [] };
}
