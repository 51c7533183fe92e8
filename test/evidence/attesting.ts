import { findAttested } from '../../src/evidence/attested.ts';
import { JudgedAttestations } from '../../src/evidence/judged-attestations.ts';
import type { AttestationRequirement, AttestationsRequirement, SbomTerms } from '../../src/model/attestation.ts';
import type { AttestationVerdict } from '../../src/model/attestation-verdict.ts';
import type { ImageReference } from '../../src/model/image-reference.ts';
import { type Claim, sbomClaim } from '../support/attestations/claims.ts';
import { keyless } from './judging.ts';
import { NEVER, type Scene } from './scene.ts';

let keys = 0;

/** Forbids the log4j of 2021. */
export const NO_LOG4J: SbomTerms = {
  kind: 'sbom',
  minComponents: 1,
  denyPackages: [{ purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1' }],
  requirePackages: [],
  denyLicenses: [],
  onUnknown: 'warn',
};

/** A list of one library. */
function sbomOf(name: string, version: string): Claim {
  return sbomClaim('cyclonedx', {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { timestamp: '2026-11-01T12:00:00Z', tools: { components: [{ type: 'application', name: 'builder' }] } },
    components: [{ type: 'library', name, version, purl: `pkg:maven/org.apache.logging.log4j/${name}@${version}` }],
  });
}

export const CLEAN_SBOM = sbomOf('log4j-core', '2.24.3');
export const LOG4J_SBOM = sbomOf('log4j-core', '2.14.1');

/** What a policy wants attested: without more, an SBOM by `release` that lists no old log4j. */
export function wanting(
  changes: readonly Partial<AttestationRequirement>[] = [{}],
  more: Partial<AttestationsRequirement> = {},
): AttestationsRequirement {
  return {
    key: `attestations ${keys++}`,
    authorities: [keyless({ name: 'release' })],
    attestations: changes.map((change) => ({
      name: 'sbom',
      type: 'cyclonedx',
      signedBy: ['release'],
      atLeast: 1,
      terms: NO_LOG4J,
      ...change,
    })),
    attestationsOn: 'either',
    pullSecrets: [],
    degrade: 'deny',
    ...more,
  };
}

/** Looks for attestations as an oracle does, with nothing known from before. */
export function lookFor(
  scene: Scene,
  requirement: AttestationsRequirement,
  reference: ImageReference = scene.reference(),
  judged = new JudgedAttestations(() => scene.world.clock.getTime()),
): Promise<AttestationVerdict> {
  const tools = {
    source: scene.source(),
    verify: scene.verify,
    judged: judged.with('1'),
    now: () => scene.world.clock.getTime(),
  };
  return findAttested(reference, requirement, tools, NEVER);
}

/** The messages of all offences. */
export function messagesOf({ requirements }: AttestationVerdict): readonly string[] {
  return requirements.flatMap(({ outcomes }) =>
    outcomes.flatMap(({ offences }) => offences.map(({ message }) => message)),
  );
}
