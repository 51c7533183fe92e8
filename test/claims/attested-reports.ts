import { type AttestationEvidence, conclude } from '../../src/claims/conclude.ts';
import type { AttestationRequirement, AttestationsRequirement } from '../../src/model/attestation.ts';
import type { AttestationReport, Offence, Reading } from '../../src/model/attestation-verdict.ts';
import type { Signer } from '../../src/model/image-evidence.ts';

export const NOW = Date.parse('2026-11-20T12:00:00Z');
export const DAY = 86_400_000;
export const ROOT = `sha256:${'1'.repeat(64)}`;
export const AMD = `sha256:${'2'.repeat(64)}`;
export const ARM = `sha256:${'3'.repeat(64)}`;
export const PLATFORMS = [
  { digest: AMD, platform: 'linux/amd64' },
  { digest: ARM, platform: 'linux/arm64' },
];
export const LOG4J: Offence = { term: 'sbom.deny.packages', message: 'log4j-core 2.14.1 is forbidden' };
export const WRONG_FORMAT: Offence = { term: 'sbom.formats', message: 'it is SPDX 2.3' };
export const TOO_SMALL: Offence = { term: 'sbom.minComponents', message: 'it lists 0 components' };
export const UNKNOWN_LICENSE: Offence = { term: 'sbom.onUnknown', message: 'no licence', atMost: 'Warn' };

export function wanted(change: Partial<AttestationRequirement> = {}): AttestationRequirement {
  return { name: 'sbom', type: 'cyclonedx', signedBy: ['release'], atLeast: 1, ...change };
}

export function requirement(
  attestation: AttestationRequirement = wanted(),
  change: Partial<AttestationsRequirement> = {},
): AttestationsRequirement {
  return {
    key: 'key',
    authorities: [],
    attestations: [attestation],
    attestationsOn: 'either',
    pullSecrets: [],
    degrade: 'deny',
    ...change,
  };
}

export interface Found extends Omit<Partial<Reading>, 'signedTime'> {
  /** null: nobody vouches for one. */
  readonly signedTime?: number | null;
  readonly on?: string;
  readonly by?: string;
  readonly name?: string;
  readonly type?: string;
}

/** An attestation that was accepted; signed yesterday unless it says otherwise. */
export function found(change: Found = {}): AttestationReport {
  const { on = ROOT, by = 'a', name = 'sbom', type = 'https://cyclonedx.org/bom', ...rest } = change;
  const { signedTime = NOW - DAY, ...reading } = rest;
  const signer: Signer = { kind: 'key', fingerprint: by };
  const full: Reading = {
    offences: [],
    unlisted: 0,
    unlistedWarnings: 0,
    maker: 'tool',
    ...(signedTime !== null && { signedTime }),
    ...reading,
  };
  return {
    where: 'here',
    format: 'bundle',
    signed: on,
    predicateType: type,
    signer,
    accepted: ['release'],
    refusals: [],
    blob: 'sha256:blob',
    readings: { [name]: full },
  };
}

export function evidence(
  reports: readonly AttestationReport[],
  kind: 'index' | 'manifest' = 'manifest',
): AttestationEvidence {
  const platforms = kind === 'index' ? PLATFORMS : [{ digest: ROOT, platform: 'unknown' }];
  return { image: { digest: ROOT, mediaType: '', kind, platforms }, root: ROOT, platforms, reports, skipped: [] };
}

/** Whether the image passes, and the messages of what decided. */
export function judge(
  reports: readonly AttestationReport[],
  of: AttestationsRequirement = requirement(),
  kind?: 'index' | 'manifest',
  now = NOW,
) {
  const verdict = conclude(of, evidence(reports, kind), now);
  const [first] = verdict.requirements;
  return {
    verified: verdict.verified,
    goodUntil: verdict.goodUntil,
    first,
    messages: first?.outcomes[0]?.offences.map(({ message }) => message),
  };
}
