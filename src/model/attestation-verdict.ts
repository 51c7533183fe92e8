import type { ResolvedImage, SignatureReport } from './image-evidence.ts';

/** What breaks a term: a component, a licence, a vulnerability. */
export interface Offender {
  readonly component?: string;
  readonly version?: string;
  readonly purl?: string;
  readonly license?: string;
  readonly vulnerability?: string;
  /** Other names of the vulnerability. */
  readonly aliases?: readonly string[];
}

/** One way in which an attestation is not what a policy wants. */
export interface Offence {
  /** The field of the policy: `sbom.deny.packages`. */
  readonly term: string;
  /** One sentence without a full stop, which names the offender: `log4j-core 2.14.1 is forbidden (<2.17.1)`. */
  readonly message: string;
  readonly offender?: Offender;
  /** Milliseconds since the epoch from which on it counts; absent: it always does. It never ceases to. */
  readonly since?: number;
  /** What it leads to at most, whatever the policy says. */
  readonly atMost?: 'Warn';
}

/** What somebody says of vulnerabilities (OpenVEX, CycloneDX VEX). */
export interface VexStatement {
  /** Name and aliases of the vulnerability. */
  readonly vulnerabilities: readonly string[];
  /** Absent: what the attestation is about. */
  readonly products?: readonly VexProduct[];
  readonly status: 'not_affected' | 'fixed' | 'affected' | 'under_investigation';
  /** As written; an impact statement in place of one is `impact_statement`. Absent: none was given. */
  readonly justification?: string;
  /** Milliseconds since the epoch, as the document says. */
  readonly time?: number;
}

/** A product that a statement is about. */
export interface VexProduct {
  /** Every name that it goes by: purls, ids, `sha256:<hex>`. */
  readonly ids: readonly string[];
  /** Ids of the parts of it that are meant; empty: all of it. */
  readonly parts: readonly string[];
}

/** What reading one attestation for one requirement came to: never the document itself. */
export interface Reading {
  /** At most `MAX_OFFENCES`, those that deny before those that warn. */
  readonly offences: readonly Offence[];
  /** Further ones that are not listed, which always count. */
  readonly unlisted: number;
  /** Further ones that only warn and are not listed. */
  readonly unlistedWarnings: number;
  /** When the document says that it was made, in milliseconds since the epoch. */
  readonly claimedTime?: number;
  /** When it was signed, by what the authority that accepted it trusts, in milliseconds since the epoch. */
  readonly signedTime?: number;
  /** Who made the document: a newer one of the same signer takes the place of an older one only where this is equal. */
  readonly maker: string;
  /** Only of VEX documents. */
  readonly statements?: readonly VexStatement[];
}

/** Offences that one reading lists. */
export const MAX_OFFENCES = 10_000;

/** An attestation that was found. */
export interface FoundAttestation extends SignatureReport {
  /** Digest of the blob that holds it. */
  readonly blob: string;
}

/** An attestation that was found, and what was read of it. */
export interface AttestationReport extends FoundAttestation {
  /** By name of the requirement; only where an authority of it accepted the attestation. `<name>/vex` is its VEX. */
  readonly readings: Readonly<Record<string, Reading>>;
}

/** What one attestation came to at a moment. */
export interface AttestationOutcome {
  /** Index in `reports` of the verdict. */
  readonly report: number;
  readonly offences: readonly Offence[];
  readonly unlisted: number;
  readonly unlistedWarnings: number;
  /** A newer one of the same signer counts in its place. */
  readonly superseded: boolean;
}

/** Whether a requirement is met, at a moment. */
export interface RequirementVerdict {
  readonly name: string;
  readonly type: string;
  readonly met: boolean;
  /** Attestations of the type that an authority of the requirement accepted; the one that decided stands first. */
  readonly outcomes: readonly AttestationOutcome[];
  /** Which object it is that is not attested as wanted, or is: the index, or a platform. */
  readonly object: { readonly digest: string; readonly platform?: string };
  /** Suppressed vulnerabilities and why; one sentence each. */
  readonly suppressed: readonly string[];
}

/** What is attested of an image, and what is not. Failures are data. */
export interface AttestationVerdict {
  readonly image: ResolvedImage;
  /** All requirements are met. */
  readonly verified: boolean;
  /** In the order of the policy. */
  readonly requirements: readonly RequirementVerdict[];
  /** Every attestation that was found, and what became of it. */
  readonly reports: readonly FoundAttestation[];
  /** What was found and not looked at, and why; one sentence each. */
  readonly skipped: readonly string[];
  /** Milliseconds since the epoch at which it has to be judged anew; absent: never. */
  readonly goodUntil?: number;
}
