import type { WantedAttestation } from '../model/attestation.ts';
import type { Reading } from '../model/attestation-verdict.ts';
import type { SignatureReport } from '../model/image-evidence.ts';
import type { SigningAuthority } from '../model/image-policy.ts';

/** Bytes of one signature that are looked at. */
export const MAX_SIGNATURE_BYTES = 2 * 2 ** 20;

/**
 * A signature or attestation as it was found, not yet looked into. `bundle`: a Sigstore bundle, the layer of a
 * referrer. `simple-signing`: a layer of a `.sig` tag. `dsse`: a layer of an `.att` tag. `statement`: a layer of an
 * attestation manifest, which nobody signed by itself. The annotations are those of the layer's descriptor, which
 * nobody signed either.
 */
export interface Candidate {
  readonly format: SignatureReport['format'];
  readonly where: string;
  /** Digest of the object that it must be about. */
  readonly subject: string;
  /** Digest of the blob that holds it. */
  readonly blob: string;
  readonly bytes: Uint8Array;
  readonly annotations: ReadonlyMap<string, string>;
  /** Of a statement: digest of the manifest that holds it. */
  readonly carrier?: string;
  /** Of a statement: a signature that leads to it by digests, which was verified. Without one it counts for nobody. */
  readonly voucher?: Voucher;
}

/** Who vouches for a statement that has no signature of its own. */
export type Voucher = Required<Pick<SignatureReport, 'boundBy'>> &
  Pick<SignatureReport, 'signer' | 'time' | 'times' | 'logIndex' | 'accepted'>;

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
  /**
   * Absent: attestations are verified and not read. `key` is a hash of the others; a thread keeps what it made of them.
   * `objects`: how many the look-up is about, which share what it may say; default 1.
   */
  readonly asks?: { readonly key: string; readonly all: readonly WantedAttestation[]; readonly objects?: number };
}

/** What became of a candidate. */
export interface VerifiedCandidate extends SignatureReport {
  /** By name of the ask; see `AttestationReport`. */
  readonly readings?: Readonly<Record<string, Reading>>;
}

/** One for each candidate, in their order. */
export type VerificationResult = readonly VerifiedCandidate[];
