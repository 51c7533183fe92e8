import { type Claim, ClaimError } from '../claims/claim.ts';
import { type DocumentKind, kindOfDocument, nameOfDocument } from '../claims/document.ts';
import { unwrapPredicate } from '../claims/predicate.ts';
import { Refused } from '../evidence/refused.ts';
import { readUnsignedClaim, type Wrapper } from '../evidence/unsigned-claim.ts';
import { isObject, ownField } from '../model/json.ts';
import { SourceError } from '../model/source.ts';
import { fileProblem } from './file-problem.ts';

/** What a file says of an image, whoever may have signed it. */
export interface DocumentClaim {
  /** What the document is, without what is around it. */
  readonly kind: DocumentKind;
  /** What was around it, from the outside to the inside. */
  readonly wrappers: readonly Wrapper[];
  readonly claim: Claim;
}

/** A document that says nothing of its type: what cosign and others name as the type of a statement about it. */
const TYPES: Partial<Record<DocumentKind, string>> = {
  cyclonedx: 'https://cyclonedx.org/bom',
  spdx: 'https://spdx.dev/Document',
  'spdx-3': 'https://spdx.dev/Document',
  openvex: 'https://openvex.dev/ns/v0.2.0',
  provenance: 'https://slsa.dev/provenance/v1',
  'cosign-vuln': 'https://cosign.sigstore.dev/attestation/vuln/v1',
};
const PROVENANCE_02 = 'https://slsa.dev/provenance/v0.2';
const IN_TOTO_VULNERABILITIES = 'https://in-toto.io/attestation/vulns/v0.2';

/** What to do with documents that nobody attests as they are. */
const HELP: Partial<Record<DocumentKind, string>> = {
  'cyclonedx-xml': 'give CycloneDX as JSON',
  'spdx-text': 'give SPDX as JSON',
  swid: 'give CycloneDX or SPDX as JSON',
  xml: 'give CycloneDX or SPDX as JSON',
  syft: 'write it with `syft -o cyclonedx-json` or `-o spdx-json`',
  trivy: 'write a scan with `trivy image --format cosign-vuln`, an SBOM with `--format cyclonedx`',
  grype: 'give the predicate about it, `{"scanner": {"uri": ..., "result": ...}, "metadata": ...}`',
};
const OTHERS =
  'give an SBOM, a scan, VEX, provenance or a statement, in JSON; manifests and Dockerfiles are judged by `tidewaiter review`';

/** Thrown where a file is none of those that attestations hold. */
export class NoDocument extends SourceError {}

/**
 * What the bytes of a file say.
 * @param type of a document that does not stand in a statement; absent: by what it is
 * @throws SourceError where it cannot be read; NoDocument where it is nothing that attestations hold
 */
export function documentClaim(path: string, bytes: Uint8Array, type?: string): DocumentClaim {
  const { wrappers, document, statement } = unsigned(path, bytes);
  if (statement !== undefined) return { kind: kindInside(statement.predicate), wrappers, claim: statement };
  const kind = kindOfDocument(document);
  const predicateType = type ?? typeOf(kind, document);
  if (predicateType === undefined || typeof document === 'string') {
    throw new NoDocument([fileProblem(path, `it is ${nameOfDocument(kind)}: ${HELP[kind] ?? OTHERS}`)]);
  }
  return { kind, wrappers, claim: { predicateType, predicate: document, subjects: new Set() } };
}

function unsigned(path: string, bytes: Uint8Array) {
  try {
    return readUnsignedClaim(bytes);
  } catch (error) {
    throw error instanceof Refused ? new SourceError([fileProblem(path, error.message)]) : error;
  }
}

function typeOf(kind: DocumentKind, document: unknown): string | undefined {
  if (!isObject(document)) return undefined;
  if (kind === 'provenance' && !Object.hasOwn(document, 'buildDefinition')) return PROVENANCE_02;
  const scanner = ownField(document, 'scanner');
  const hasList = isObject(scanner) && Array.isArray(ownField(scanner, 'result'));
  return kind === 'cosign-vuln' && hasList ? IN_TOTO_VULNERABILITIES : TYPES[kind];
}

/** What cannot be read is of no kind that is known: whoever reads it says why. */
function kindInside(predicate: unknown): DocumentKind {
  try {
    return kindOfDocument(unwrapPredicate(predicate));
  } catch (error) {
    if (!(error instanceof ClaimError)) throw error;
    return 'unknown';
  }
}
