import type { TransparencyLogEntry } from '@sigstore/bundle';
import { readEnvelope } from './envelope.ts';
import { pemBlocks } from './pem.ts';
import { refuse } from './refused.ts';
import { base64, count, hex, json, member, object, text } from './shape.ts';
import { type Certificates, MOST_CHAIN_CERTIFICATES, type SignedMaterial } from './signed-material.ts';
import type { Candidate } from './verification.ts';

/** Annotations of the layers of `.sig` and `.att` tags (cosign, specs/SIGNATURE_SPEC.md). */
const ANNOTATION = {
  signature: 'dev.cosignproject.cosign/signature',
  certificate: 'dev.sigstore.cosign/certificate',
  chain: 'dev.sigstore.cosign/chain',
  bundle: 'dev.sigstore.cosign/bundle',
  timestamp: 'dev.sigstore.cosign/rfc3161timestamp',
} as const;

/** Reads a layer of a `.sig` tag (simple signing) or of an `.att` tag (DSSE). @throws Refused */
export function readLayer({ format, bytes, annotations }: Candidate): SignedMaterial {
  const annotation = (name: keyof typeof ANNOTATION) => annotations.get(ANNOTATION[name]) || undefined;
  const certificate = annotation('certificate');
  const timestamp = annotation('timestamp');
  const bundle = annotation('bundle');
  return {
    content:
      format === 'dsse'
        ? readEnvelope(object(json(bytes, 'the layer'), 'the layer'), bytes)
        : { kind: 'message', signature: base64(annotation('signature'), 'the signature annotation') },
    signedWith: certificate === undefined ? 'key' : 'either',
    certificates: () => readCertificates(certificate, annotation('chain')),
    entries: bundle === undefined ? [] : [readEntry(bundle)],
    timestamps: timestamp === undefined ? [] : [readTimestamp(timestamp)],
  };
}

function readCertificates(certificate: string | undefined, chain: string | undefined): Certificates {
  const blocks =
    certificate === undefined ? [] : pemBlocks(certificate, 'CERTIFICATE', 1, 'the certificate annotation');
  const [leaf = refuse('a key signature, without a certificate')] = blocks;
  const what = 'the chain annotation';
  return { leaf, chain: chain === undefined ? [] : pemBlocks(chain, 'CERTIFICATE', MOST_CHAIN_CERTIFICATES, what) };
}

/** The answer of a log: a promise of inclusion over `Payload`. */
function readEntry(annotation: string): TransparencyLogEntry {
  const what = 'the bundle annotation';
  const bundle = object(json(Buffer.from(annotation), what), what);
  const payload = object(member(bundle, 'Payload'), `Payload of ${what}`);
  const canonicalizedBody = base64(member(payload, 'body'), `body of ${what}`);
  const body = object(json(canonicalizedBody, `body of ${what}`), `body of ${what}`);
  return {
    logIndex: count(member(payload, 'logIndex'), `logIndex of ${what}`),
    logId: { keyId: hex(member(payload, 'logID'), `logID of ${what}`) },
    kindVersion: {
      kind: text(member(body, 'kind'), `kind of ${what}`),
      version: text(member(body, 'apiVersion'), `apiVersion of ${what}`),
    },
    integratedTime: count(member(payload, 'integratedTime'), `integratedTime of ${what}`),
    inclusionPromise: {
      signedEntryTimestamp: base64(member(bundle, 'SignedEntryTimestamp'), `SignedEntryTimestamp of ${what}`),
    },
    inclusionProof: undefined,
    canonicalizedBody,
  };
}

function readTimestamp(annotation: string): Buffer {
  const what = 'the timestamp annotation';
  const field = 'SignedRFC3161Timestamp';
  return base64(member(object(json(Buffer.from(annotation), what), what), field), `${field} of ${what}`);
}
