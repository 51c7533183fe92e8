import { Judges } from '../../src/evidence/judges.ts';
import { TrustRoots } from '../../src/evidence/trust-roots.ts';
import type { Candidate, VerificationJob } from '../../src/evidence/verification.ts';
import { verifyJob } from '../../src/evidence/verify-job.ts';
import type { SignatureReport } from '../../src/model/image-evidence.ts';
import type { CertificateAuthority, KeyAuthority, KeylessAuthority } from '../../src/model/image-policy.ts';
import {
  type BundleJson,
  type Signed,
  type SigningKey,
  simpleSigning,
  statement,
  type World,
} from '../support/signing/index.ts';

/** What the tests sign, and by whom. */
export const DIGEST = `sha256:${'a'.repeat(64)}`;
export const OTHER_DIGEST = `sha256:${'b'.repeat(64)}`;
export const SUBJECT = 'https://ci.test/release';
export const ISSUER = 'https://issuer.test';
export const IDENTITY = { san: SUBJECT, issuer: ISSUER } as const;
export const SIGNATURE = statement({ digest: DIGEST });
export const PLAIN = simpleSigning({ digest: DIGEST });
export const SBOM = statement({ digest: DIGEST, predicateType: 'https://cyclonedx.org/bom' });

type Authority = VerificationJob['authorities'][number];
export type Change<A> = Partial<Omit<A, 'kind'>>;

const TERMS = { name: 'wanted', transparency: 'required', trustRoots: ['test'] } as const;

export function keyless(change: Change<KeylessAuthority> = {}): KeylessAuthority {
  const identity = { issuer: { exactly: ISSUER }, subject: { exactly: SUBJECT }, extensions: {} };
  return { ...TERMS, kind: 'keyless', ...identity, ...change };
}

export function keyOf(key: SigningKey, change: Change<KeyAuthority> = {}): KeyAuthority {
  return { ...TERMS, kind: 'key', keys: [key.pem], ...change };
}

export function ownPki(
  certificates: readonly string[],
  change: Change<CertificateAuthority> = {},
): CertificateAuthority {
  return { ...TERMS, kind: 'certificate', certificates, subject: { exactly: SUBJECT }, ...change };
}

/** A candidate as discovery hands it over. */
export function candidate(signed: Signed, format: Candidate['format'] = 'bundle', subject: string = DIGEST): Candidate {
  const isBundle = format === 'bundle';
  const { bytes, annotations } = signed.legacy;
  return {
    format,
    where: 'here',
    subject,
    blob: OTHER_DIGEST,
    bytes: isBundle ? signed.bundleBytes : bytes,
    annotations: new Map(isBundle ? [] : Object.entries(annotations)),
  };
}

/** A candidate with a bundle that was changed after it was signed. */
export function changed({ bundle }: Signed, change: (bundle: BundleJson) => unknown): Candidate {
  const copy = structuredClone(bundle);
  change(copy);
  return bundleCandidate(JSON.stringify(copy));
}

export function bundleCandidate(text: string | Buffer): Candidate {
  return {
    format: 'bundle',
    where: 'here',
    subject: DIGEST,
    blob: OTHER_DIGEST,
    bytes: Buffer.from(text),
    annotations: new Map(),
  };
}

export interface Circumstances {
  readonly purpose?: VerificationJob['purpose'];
  /** Default: the clock of the world. */
  readonly now?: number;
  readonly roots?: VerificationJob['trustRoots'];
}

/** What becomes of one candidate for some authorities, with trust roots that nobody has seen before. */
export function judge(
  world: World,
  candidate: Candidate,
  authorities: Authority | readonly Authority[],
  { purpose = 'signatures', now = world.clock.getTime(), roots }: Circumstances = {},
): SignatureReport {
  const job: VerificationJob = {
    candidates: [candidate],
    authorities: [authorities].flat(),
    trustVersion: '1',
    trustRoots: roots ?? [{ name: 'test', json: world.trustRoot }],
    now,
    purpose,
  };
  const [report] = verifyJob(job, new TrustRoots(), new Judges());
  if (report === undefined) throw new Error('no report for a candidate');
  return report;
}

/** The reason of the only refusal; 'accepted' where there was none. */
export function reasonFor(report: SignatureReport): string {
  if (report.accepted.length > 0) return 'accepted';
  const { signer, time, logIndex, predicateType, refusals } = report;
  const proved = [signer, time, logIndex, predicateType].filter((value) => value !== undefined);
  if (proved.length > 0) throw new Error('a report proves something about what was refused');
  return refusals.map(({ reason }) => reason).join(' | ');
}
