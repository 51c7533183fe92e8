import type { SigningAuthority } from '../model/image-policy.ts';
import type { ImageSource } from '../registry/source.ts';
import type { TrustStore } from './trust-store.ts';
import type { Candidate, VerificationJob, VerificationResult } from './verification.ts';

/** What verifying needs besides what is verified. */
export interface VerifierOptions {
  /** Those of one lane wait for each other. */
  readonly verify: (job: VerificationJob, lane: string) => Promise<VerificationResult>;
  readonly trust: Pick<TrustStore, 'version' | 'roots'>;
  readonly now: () => number;
}

/** Has candidates verified by authorities. */
export type Verify = (
  candidates: readonly Candidate[],
  authorities: readonly SigningAuthority[],
  purpose: VerificationJob['purpose'],
  asks?: VerificationJob['asks'],
) => Promise<VerificationResult>;

/** What looking for signatures and attestations needs. */
export interface SearchTools {
  readonly source: ImageSource;
  readonly verify: Verify;
}

/**
 * Verifies with the trust roots that count when it is asked. They and their version are read at one moment: threads keep
 * what they built of a version, which must never be of another one.
 */
export function verifierOf({ verify, trust, now }: VerifierOptions, lane = ''): Verify {
  return (candidates, authorities, purpose, asks) => {
    const names = new Set(authorities.flatMap(({ trustRoots }) => trustRoots));
    const trustRoots = trust.roots(names);
    const work = { candidates, authorities, trustRoots, trustVersion: trust.version, now: now(), purpose };
    return verify({ ...work, ...(asks && { asks }) }, lane);
  };
}
