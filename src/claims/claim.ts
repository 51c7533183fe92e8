import type { AttestationTerms } from '../model/attestation.ts';
import type { Reading } from '../model/attestation-verdict.ts';

/** What an attestation says, once it is known who says it. */
export interface Claim {
  /** As the signed statement names it. */
  readonly predicateType: string;
  /** JSON that was parsed, from outside: it may be anything. */
  readonly predicate: unknown;
  /** Digests of what the statement is about: `sha256:<hex>`. */
  readonly subjects: ReadonlySet<string>;
}

/**
 * Reads a claim and says in which ways it is not what is wanted. It never throws for anything in a claim: what cannot
 * be read is an offence whose message says why. It knows no present.
 */
export type Judge = (claim: Claim) => Reading;

/** Asks for statements about vulnerabilities in place of offences. */
export interface VexAsk {
  readonly kind: 'vex';
}

/** What a judge is compiled from; undefined: that something is attested is enough. */
export type Terms = AttestationTerms | VexAsk | undefined;

export interface JudgeOptions {
  /** Offences that a reading lists; default `MAX_OFFENCES`. */
  readonly maxOffences?: number;
}

/** Thrown inside of judges where a document cannot be read. The message says what is wrong, printable. */
export class ClaimError extends Error {
  override readonly name = 'ClaimError';
}
