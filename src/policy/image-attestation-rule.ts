import type { AttestationsRequirement } from '../model/attestation.ts';
import { type AttestationComplaint, attestationComplaints } from '../model/attestation-text.ts';
import type { AttestationVerdict } from '../model/attestation-verdict.ts';
import { askOnce } from '../model/image-evidence.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { Action } from '../model/problem.ts';
import { isPredicateType } from '../parse/predicate-type.ts';
import { COMMON, eachImage, type ImageRequirements, problem, unverified } from './image-uses.ts';

/** The rule about images of which something is not attested as the policy asks. */
export function attestationRule(
  { covers, names }: ImageRequirements,
  requirement: AttestationsRequirement,
  action: Action,
): CompiledRule {
  const question = askOnce((reference) => ({ about: 'attestations', reference, requirement }) as const);
  const complaintsOf = remembered((verdict) => attestationComplaints(verdict, requirement, isPredicateType));
  return {
    ...COMMON,
    id: 'image-attestation',
    action,
    remediation:
      'Mend what the attestation tells of the image, have the image attested as the policy asks, or mend what keeps us ' +
      'from looking; `tidewaiter verify IMAGE` shows everything that is attested, and what could not be had.',
    asks: (reference) => (covers(reference) ? question(reference) : undefined),
    check(workload, report, { images }) {
      eachImage(workload, report, (use, reference) => {
        if (!covers(reference)) return;
        const answer = images?.answer<'attestations'>(question(reference));
        if (answer === undefined) return;
        if (answer.state === 'unavailable') {
          report(unverified(use, answer, requirement.degrade, names(reference)));
          return;
        }
        for (const { clause, reason: _, ...more } of complaintsOf(answer.value)) {
          report({ ...problem(use, clause), ...more });
        }
      });
    },
  };
}

type Complaints = readonly AttestationComplaint[];

/** A verdict serves many pods, and may hold thousands of offences. */
function remembered(
  complaintsOf: (verdict: AttestationVerdict) => Complaints,
): (verdict: AttestationVerdict) => Complaints {
  const known = new WeakMap<AttestationVerdict, Complaints>();
  return (verdict) => {
    const complaints = known.get(verdict) ?? complaintsOf(verdict);
    known.set(verdict, complaints);
    return complaints;
  };
}
