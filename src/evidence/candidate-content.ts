import { MAX_ATTESTATION_BYTES } from '../model/attestation.ts';
import { readBundle, refuseLarge } from './bundle.ts';
import { readLayer } from './legacy-layer.ts';
import { IMAGE_SIGNATURE } from './media-types.ts';
import { quoted, refuse } from './refused.ts';
import type { Artifact, SignedMaterial } from './signed-material.ts';
import { refuseOtherImage } from './simple-signing.ts';
import { readBareStatement, readStatement, refuseOtherSubject, type Statement } from './statement.ts';
import { type Candidate, MAX_SIGNATURE_BYTES, type VerificationJob } from './verification.ts';

type Purpose = VerificationJob['purpose'];

const MOST_BYTES: Readonly<Record<Purpose, number>> = {
  signatures: MAX_SIGNATURE_BYTES,
  attestations: MAX_ATTESTATION_BYTES,
};

/** See `isLarge`. */
const SMALL_BYTES = 2 ** 20;

const NO_ATTESTATION = 'an image signature, not an attestation';

/** What a candidate says, whoever signed it. */
export interface CandidateContent {
  /** Absent: it has no signature of its own. */
  readonly material?: SignedMaterial;
  readonly artifact?: Artifact;
  readonly statement?: Statement;
}

/** Why a statement that nobody vouches for does not count. */
export const UNSIGNED =
  'it has no signature of its own, and nobody whom the policy trusts signed the index or its manifest';

/**
 * Whether a payload is read only once it is known that an authority signed it: what is read takes many times the memory of
 * its bytes, and anybody who may push brings it about. Small ones are read first, because they say best what is wrong.
 */
export function isLarge({ material }: CandidateContent): boolean {
  const content = material?.content;
  return content?.kind === 'dsse' && content.payload.length > SMALL_BYTES;
}

/** Reads what holds a signature, and not yet what was signed. */
export function openCandidate(candidate: Candidate, purpose: Purpose): CandidateContent {
  const { format, bytes } = candidate;
  refuseLarge(bytes, MOST_BYTES[purpose], format === 'bundle' ? 'the bundle' : 'the layer');
  const material = format === 'bundle' ? readBundle(bytes, MOST_BYTES[purpose]) : readLayer(candidate);
  return format === 'simple-signing' ? { material, artifact: { bytes: Buffer.from(bytes) } } : { material };
}

/** Reads what was signed, and refuses it where it is not about the object or not of the wanted kind. */
export function readContent(
  opened: CandidateContent,
  { format, bytes, subject }: Candidate,
  purpose: Purpose,
): CandidateContent {
  if (format === 'simple-signing') {
    if (purpose === 'attestations') refuse(NO_ATTESTATION);
    refuseOtherImage(bytes, subject);
    return opened;
  }
  const content = opened.material?.content;
  if (content?.kind !== 'dsse') return refuse('a signature over a file, not over a statement about an image');
  const statement = readStatement(content);
  const { predicateType } = statement;
  if (purpose === 'signatures' && (format !== 'bundle' || predicateType !== IMAGE_SIGNATURE)) {
    refuse(`an attestation (type ${quoted(predicateType)}), not an image signature`);
  }
  if (purpose === 'attestations' && predicateType === IMAGE_SIGNATURE) refuse(NO_ATTESTATION);
  refuseOtherSubject(statement, subject, 'the image');
  return { ...opened, statement };
}

/** A statement that others vouch for. */
export function readUnsigned({ bytes, subject, voucher }: Candidate, purpose: Purpose): CandidateContent {
  if (purpose === 'signatures') refuse('a statement without a signature');
  refuseLarge(bytes, MOST_BYTES[purpose], 'the layer');
  if (voucher === undefined && bytes.byteLength > SMALL_BYTES) refuse(UNSIGNED);
  const statement = readBareStatement(bytes);
  refuseOtherSubject(statement, subject, 'the image');
  return { statement };
}
