import { base64, digestOf } from './encoding.ts';
import type { EntryJson } from './log.ts';

/** A layer as cosign up to version 2 stores it. Nobody signed the annotations. */
export interface LegacyLayer {
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly digest: string;
  readonly annotations: Readonly<Record<string, string>>;
}

interface LegacyParts {
  /** The payload, or the envelope. */
  readonly bytes: Buffer;
  readonly isEnvelope: boolean;
  readonly signature: Buffer;
  /** PEM. */
  readonly certificate?: string;
  readonly chain: readonly string[];
  readonly entry: EntryJson | undefined;
  readonly timestamp: Buffer | undefined;
}

export const SIMPLE_SIGNING = 'application/vnd.dev.cosign.simplesigning.v1+json';
export const ENVELOPE = 'application/vnd.dsse.envelope.v1+json';

/** The layer of a `.sig` tag, or of an `.att` tag: an envelope holds its signature itself. */
export function legacyLayer(parts: LegacyParts): LegacyLayer {
  const { bytes, isEnvelope, signature, certificate, chain, entry, timestamp } = parts;
  const annotations: Record<string, string> = {
    'dev.cosignproject.cosign/signature': isEnvelope ? '' : base64(signature),
  };
  if (certificate !== undefined) {
    annotations['dev.sigstore.cosign/certificate'] = certificate;
    annotations['dev.sigstore.cosign/chain'] = chain.join('');
  }
  if (entry?.inclusionPromise !== undefined) annotations['dev.sigstore.cosign/bundle'] = logAnnotation(entry);
  if (timestamp !== undefined) {
    annotations['dev.sigstore.cosign/rfc3161timestamp'] = JSON.stringify({ SignedRFC3161Timestamp: base64(timestamp) });
  }
  if (isEnvelope) annotations.predicateType = predicateTypeOf(bytes);
  return { mediaType: isEnvelope ? ENVELOPE : SIMPLE_SIGNING, bytes, digest: digestOf(bytes), annotations };
}

/** The annotation that says what a log has promised. It has no place for proofs. */
export function logAnnotation(entry: EntryJson): string {
  return JSON.stringify({
    SignedEntryTimestamp: entry.inclusionPromise?.signedEntryTimestamp,
    Payload: {
      body: entry.canonicalizedBody,
      integratedTime: Number(entry.integratedTime),
      logIndex: Number(entry.logIndex),
      logID: Buffer.from(entry.logId.keyId, 'base64').toString('hex'),
    },
  });
}

/** Type of the predicate in an envelope; `''` where the payload is no statement. */
export function predicateTypeOf(envelope: Buffer): string {
  try {
    const { payload } = JSON.parse(envelope.toString()) as { payload: string };
    const { predicateType } = JSON.parse(Buffer.from(payload, 'base64').toString()) as { predicateType?: unknown };
    return typeof predicateType === 'string' ? predicateType : '';
  } catch {
    return '';
  }
}
