import type {
  AttestationOutcome,
  AttestationVerdict,
  FoundAttestation,
  Offence,
  RequirementVerdict,
} from '../../src/model/attestation-verdict.ts';

/** Verdicts on attestations, as the part that verifies gives them. */

export const DIGEST = `sha256:${'a'.repeat(64)}`;
export const PLATFORM_DIGEST = `sha256:${'b'.repeat(64)}`;
export const CYCLONEDX = 'https://cyclonedx.org/bom';

/** An attestation that `release` made. */
export function found(more: Partial<FoundAttestation> = {}): FoundAttestation {
  return {
    where: `referrer sha256:${'1'.repeat(64)}`,
    format: 'bundle',
    signed: DIGEST,
    blob: `sha256:${'2'.repeat(64)}`,
    predicateType: CYCLONEDX,
    signer: { kind: 'keyless', issuer: 'https://ci.test', subject: 'https://ci.test/release' },
    time: '2026-11-01T12:00:00Z',
    accepted: ['release'],
    refusals: [],
    ...more,
  };
}

export function outcome(more: Partial<AttestationOutcome> = {}): AttestationOutcome {
  return { report: 0, offences: [], unlisted: 0, unlistedWarnings: 0, superseded: false, ...more };
}

/** The offence of a package that is forbidden. */
export function forbidden(name: string, more: Partial<Offence> = {}): Offence {
  return {
    term: 'sbom.deny.packages',
    message: `${name} 1.0.0 is forbidden`,
    offender: { component: name, version: '1.0.0', purl: `pkg:npm/${name}@1.0.0` },
    ...more,
  };
}

/** What became of the requirement `sbom` of type `cyclonedx`. */
export function judged(more: Partial<RequirementVerdict> = {}): RequirementVerdict {
  return {
    name: 'sbom',
    type: 'cyclonedx',
    met: false,
    outcomes: [],
    object: { digest: DIGEST },
    suppressed: [],
    ...more,
  };
}

export function verdict(
  requirements: readonly RequirementVerdict[],
  reports: readonly FoundAttestation[] = [],
  skipped: readonly string[] = [],
): AttestationVerdict {
  return {
    image: {
      digest: DIGEST,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      kind: 'manifest',
      platforms: [{ digest: DIGEST, platform: 'linux/amd64' }],
    },
    verified: requirements.every(({ met }) => met),
    requirements,
    reports,
    skipped,
  };
}
