import type { SbomFormat } from '../../../src/model/attestation.ts';
import { PREDICATES } from '../signing/payloads.ts';

/** What an attestation says of its subject. */
export interface Claim {
  readonly predicateType: string;
  readonly predicate: unknown;
}

/** Types of predicates as their makers write them, beside those of `PREDICATES`. */
export const CLAIM_TYPES = {
  provenance02: 'https://slsa.dev/provenance/v0.2',
  scan: 'https://cosign.sigstore.dev/attestation/vuln/v1',
  vulns01: 'https://in-toto.io/attestation/vulns/v0.1',
  vulns02: 'https://in-toto.io/attestation/vulns/v0.2',
  openVex: 'https://openvex.dev/ns/v0.2.0',
  custom: 'https://cosign.sigstore.dev/attestation/v1',
} as const;

/** An SBOM, as an object or as the bytes of a file. */
export function sbomClaim(format: SbomFormat, document: object): Claim {
  const predicate: unknown = Buffer.isBuffer(document) ? JSON.parse(document.toString()) : document;
  return { predicateType: PREDICATES[format], predicate };
}

/** How `cosign attest` wraps documents. `string`: `--type spdx`; `data`: older versions; `custom`: `--type custom`. */
export function wrapped(form: 'string' | 'data' | 'custom', { predicateType, predicate }: Claim): Claim {
  const text = JSON.stringify(predicate);
  switch (form) {
    case 'string':
      return { predicateType, predicate: text };
    case 'data':
      return { predicateType, predicate: { Data: predicate } };
    case 'custom':
      return { predicateType: CLAIM_TYPES.custom, predicate: { Data: text, Timestamp: '2026-11-01T12:00:00Z' } };
  }
}
