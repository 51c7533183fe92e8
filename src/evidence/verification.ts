import type { SignatureReport } from '../model/image-evidence.ts';
import type { SigningAuthority } from '../model/image-policy.ts';

/**
 * A signature or attestation as it was found, not yet looked into. `bundle`: a Sigstore bundle, the layer of a
 * referrer. `simple-signing`: a layer of a `.sig` tag. `dsse`: a layer of an `.att` tag. The annotations are those of
 * the layer's descriptor, which nobody signed.
 */
export interface Candidate {
  readonly format: SignatureReport['format'];
  readonly where: string;
  /** Digest of the object that it must be about. */
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly annotations: ReadonlyMap<string, string>;
}

/** A trust root by the name that authorities give it. */
export interface NamedTrustRoot {
  readonly name: string;
  readonly json: string;
}

/** Work for a verifying thread: plain data. */
export interface VerificationJob {
  readonly candidates: readonly Candidate[];
  readonly authorities: readonly SigningAuthority[];
  /** Hash of `trustRoots`; a thread keeps what it built of them. */
  readonly trustVersion: string;
  readonly trustRoots: readonly NamedTrustRoot[];
  /** Milliseconds since the epoch: what counts as the present. */
  readonly now: number;
  /** What is wanted: image signatures, or attestations of any type. */
  readonly purpose: 'signatures' | 'attestations';
}

/** One report for each candidate, in their order. */
export type VerificationResult = readonly SignatureReport[];
