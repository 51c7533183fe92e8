import type { AttestationReport } from '../model/attestation-verdict.ts';
import { ExpiringCache } from './cache.ts';

/** Characters of all that is remembered. */
const MAX_REMEMBERED = 8 * 1_024 * 1_024;
/** What says more of one attestation would push out all others. */
const MAX_ONE = MAX_REMEMBERED / 8;
/** Milliseconds. */
const KEPT = 3_600_000;

/**
 * What is known of attestations, by the digest of their bytes, what they are about, and the hash of what a policy wants:
 * they are neither fetched nor read again. What depends on the date is concluded anew each time.
 */
export class JudgedAttestations {
  readonly #known: ExpiringCache<AttestationReport>;

  constructor(now: () => number) {
    this.#known = new ExpiringCache(MAX_REMEMBERED, now, weigh);
  }

  /** What was proved with one version of the trust roots: with others it is not proved. */
  with(trustVersion: string): Remembered {
    const keyOf = (requirement: string, subject: string, blob: string) =>
      `${trustVersion} ${requirement} ${subject} ${blob}`;
    return {
      get: (requirement, subject, blob) => this.#known.get(keyOf(requirement, subject, blob)),
      set: (requirement, subject, report) => {
        const isOwn = report.format !== 'statement' && report.accepted.length > 0;
        if (isOwn && weigh(report) <= MAX_ONE) this.#known.set(keyOf(requirement, subject, report.blob), report, KEPT);
      },
    };
  }
}

/** What is remembered by one version of the trust roots. `subject` is the digest that an attestation is about. */
export interface Remembered {
  get(requirement: string, subject: string, blob: string): AttestationReport | undefined;
  /**
   * Only what some authority accepted by a signature of its own: what nobody accepts today may be accepted by what is
   * known tomorrow, and a statement counts by the signatures of others.
   */
  set(requirement: string, subject: string, report: AttestationReport): void;
}

function weigh(report: AttestationReport): number {
  return JSON.stringify(report).length;
}
