import { conclude } from '../claims/conclude.ts';
import { Judges } from '../evidence/judges.ts';
import { type AttestationsRequirement, wantedAttestations } from '../model/attestation.ts';
import type { AttestationReport, AttestationVerdict } from '../model/attestation-verdict.ts';
import type { ResolvedImage } from '../model/image-evidence.ts';
import type { StatedAttestation } from '../policy/stated-attestations.ts';
import type { Predicates } from './stated-predicates.ts';

/** What a test case states of an image. */
interface StatedEvidence {
  readonly image: ResolvedImage;
  readonly attestations: readonly StatedAttestation[];
  readonly predicates: Predicates;
}

const judges = new Judges();

/**
 * Judges stated attestations as those of registries are judged, but that nobody verifies them: who signed them is
 * stated, and each authority is a signer of its own. `now` in milliseconds since the epoch.
 */
export function judgeStated(
  { image, attestations, predicates }: StatedEvidence,
  requirement: AttestationsRequirement,
  now: number,
): AttestationVerdict {
  const { digest } = image;
  const asks = { key: requirement.key, all: wantedAttestations(requirement) };
  const reports = attestations.flatMap((attestation, index) =>
    attestation.signedBy.map((name): AttestationReport => {
      const { type: predicateType, time } = attestation;
      const found = {
        where: `attestations[${index}]`,
        format: 'bundle' as const,
        signed: digest,
        blob: digest,
        predicateType,
        // Nobody is called the same by two authorities.
        signer: { kind: 'certificate' as const, subject: name },
        ...(time !== undefined && { time }),
        accepted: [name],
        refusals: [],
      };
      const claim = { predicateType, predicate: predicates.get(attestation), subjects: new Set([digest]) };
      return { ...found, readings: judges.read(asks, claim, found) };
    }),
  );
  return conclude(requirement, { image, root: digest, platforms: image.platforms, reports, skipped: [] }, now);
}
