import type { AttestationsRequirement } from '../model/attestation.ts';
import { type AttestationComplaint, attestationComplaints } from '../model/attestation-text.ts';
import type {
  AttestationOutcome,
  AttestationVerdict,
  FoundAttestation,
  Offence,
  RequirementVerdict,
} from '../model/attestation-verdict.ts';
import { type ImageOracle, NOBODY } from '../model/image-evidence.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { isPredicateType } from '../parse/predicate-type.ts';

/** What one attestation came to for a policy. */
export interface ShownOutcome
  extends Pick<FoundAttestation, 'where' | 'signed' | 'signer' | 'boundBy' | 'time' | 'logIndex' | 'accepted'>,
    Omit<AttestationOutcome, 'report' | 'offences'> {
  /** All that are known, with what is known of each side by side. */
  readonly offences: readonly (Pick<Offence, 'term' | 'message' | 'atMost'> & Offence['offender'])[];
}

/** What a policy wants attested, and whether it is. */
export interface ShownRequirement extends Omit<RequirementVerdict, 'outcomes'> {
  readonly signedBy: readonly string[];
  readonly atLeast: number;
  readonly outcomes: readonly ShownOutcome[];
  /** Why it is not met, or what it warns of, as the webhook says it. */
  readonly complaints: readonly Pick<AttestationComplaint, 'reason' | 'details' | 'atMost'>[];
}

/** Whether everything is attested that a policy wants. */
export interface AttestedVerdict {
  readonly state: 'met' | 'not met' | 'unknown';
  /** Why nobody can say. */
  readonly reason?: string;
  readonly requirements?: readonly ShownRequirement[];
}

/** Judges what is attested of an image as the webhook does. Never rejects. */
export async function attestedVerdict(
  requirement: AttestationsRequirement,
  reference: ImageReference,
  oracle: Pick<ImageOracle, 'ask'>,
  signal: AbortSignal,
): Promise<AttestedVerdict> {
  const answer = await oracle.ask({ about: 'attestations', reference, requirement }, NOBODY, signal);
  if (answer.state === 'unavailable') return { state: 'unknown', reason: answer.reason };
  const verdict = answer.value as AttestationVerdict;
  const requirements = verdict.requirements.map((each) => shown(each, verdict, requirement));
  return { state: verdict.verified ? 'met' : 'not met', requirements };
}

function shown(
  { outcomes, ...judged }: RequirementVerdict,
  verdict: AttestationVerdict,
  requirement: AttestationsRequirement,
): ShownRequirement {
  const attestations = requirement.attestations.filter(({ name }) => name === judged.name);
  const complaints = attestationComplaints(verdict, { ...requirement, attestations }, isPredicateType);
  const [{ signedBy, atLeast } = { signedBy: [], atLeast: 1 }] = attestations;
  return {
    ...judged,
    signedBy,
    atLeast,
    outcomes: outcomes.map((outcome) => shownOutcome(outcome, verdict)),
    complaints: complaints.map(({ reason, details, atMost }) => ({ reason, details, ...(atMost && { atMost }) })),
  };
}

function shownOutcome(
  { report, offences, unlisted, unlistedWarnings, superseded }: AttestationOutcome,
  { reports }: AttestationVerdict,
): ShownOutcome {
  const found = reports[report];
  if (found === undefined) throw new Error('an outcome of no attestation');
  const { where, signed, signer, boundBy, time, logIndex, accepted } = found;
  return {
    where,
    signed,
    ...(signer && { signer }),
    ...(boundBy && { boundBy }),
    ...(time !== undefined && { time }),
    ...(logIndex !== undefined && { logIndex }),
    accepted,
    superseded,
    offences: offences.map(({ term, message, atMost, offender }) => ({
      term,
      message,
      ...(atMost && { atMost }),
      ...offender,
    })),
    unlisted,
    unlistedWarnings,
  };
}
