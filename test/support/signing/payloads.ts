/** What is signed. With a type it goes into an envelope (DSSE). */
export interface Payload {
  readonly bytes: Buffer;
  readonly type?: string;
}

export const IN_TOTO = 'application/vnd.in-toto+json';
export const STATEMENT_V1 = 'https://in-toto.io/Statement/v1';

/** Types of predicates by the names that cosign gives them, and the image signature of cosign 3. */
export const PREDICATES = {
  signature: 'https://sigstore.dev/cosign/sign/v1',
  cyclonedx: 'https://cyclonedx.org/bom',
  spdx: 'https://spdx.dev/Document',
  provenance: 'https://slsa.dev/provenance/v1',
} as const;

/** An in-toto statement; each field may be set to anything. */
export interface StatementSpec {
  /** `sha256:<hex>` of the only subject. */
  readonly digest: string;
  /** All subjects, instead of the one with the digest. */
  readonly subject?: unknown;
  readonly predicateType?: unknown;
  readonly predicate?: unknown;
  /** `_type`. */
  readonly statementType?: unknown;
  /** Type of the payload of the envelope. */
  readonly payloadType?: string;
}

/** A statement in its envelope; by default what `cosign sign` 3 writes. */
export function statement(spec: StatementSpec): Payload {
  const { digest, predicateType = PREDICATES.signature, predicate = {}, statementType = STATEMENT_V1 } = spec;
  const { subject = [{ digest: { sha256: hexOf(digest) } }], payloadType = IN_TOTO } = spec;
  return {
    bytes: Buffer.from(JSON.stringify({ _type: statementType, subject, predicateType, predicate })),
    type: payloadType,
  };
}

/** The payload of a legacy signature (`cosign sign` up to 2). */
export interface SimpleSigningSpec {
  readonly digest: string;
  readonly reference?: string;
  readonly type?: unknown;
  readonly optional?: unknown;
}

export function simpleSigning({
  digest,
  reference = 'registry.test/app',
  type,
  optional = null,
}: SimpleSigningSpec): Payload {
  const critical = {
    identity: { 'docker-reference': reference },
    image: { 'docker-manifest-digest': digest },
    type: type ?? 'cosign container image signature',
  };
  return { bytes: Buffer.from(JSON.stringify({ critical, optional })) };
}

function hexOf(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}
