import type { AttestationsRequirement } from '../../src/model/attestation.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { imageFaults, imagePolicy, KEYLESS, type LoadSetting, loadImages } from './image-documents.ts';

/** Image policies that ask for attestations, and what loading them comes to. */

export const SCANNER: JsonObject = {
  name: 'scanner',
  keyless: { issuer: 'https://ci.example.com', subject: 'https://ci.example.com/scan' },
};

/** One that asks for an attestation; without more, for an SBOM by the identity `release`. */
export function attesting(attestation: JsonObject = {}, spec: JsonObject = {}): JsonObject {
  const wanted = { type: 'cyclonedx', signedBy: ['release'], ...attestation };
  return imagePolicy({ authorities: [KEYLESS], require: { attestations: [wanted] }, ...spec });
}

/** What is wrong with an attestation, from the name of the attestation on. */
export function attestationFaults(attestation: JsonObject, spec: JsonObject = {}): readonly string[] {
  return imageFaults([attesting(attestation, spec)]).map((fault) =>
    fault.replace('spec.require.attestations[0]', 'attestation'),
  );
}

/** What the policy of a document wants to know of attestations. */
export function attestationsOf(document: JsonObject, setting?: LoadSetting): AttestationsRequirement {
  const workload = workloadOf(goodPod({ containers: [{ name: 'app', image: 'registry.example.com/app:1' }] }));
  const [use] = workload.images;
  const [policy] = loadImages([document], setting).policies;
  const rule = policy?.rules.find(({ id }) => id === 'image-attestation');
  const question = use?.parsed.ok ? rule?.asks?.(use.parsed.reference, workload, use) : undefined;
  if (question?.about !== 'attestations') throw new Error('nothing is asked of attestations');
  return question.requirement;
}
