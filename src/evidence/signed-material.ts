import type { TransparencyLogEntry } from '@sigstore/bundle';

/** Hashes that signatures and logs may use. */
export const HASHES = ['sha256', 'sha384', 'sha512'] as const;
export type Hash = (typeof HASHES)[number];

/** A DSSE envelope with its one signature. */
export interface Envelope {
  readonly kind: 'dsse';
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
  /** The envelope as a log may have hashed it (intoto 0.0.1), made when it is asked for: it may have megabytes. */
  readonly encoded: () => Buffer;
}

/** A signature over bytes that lie elsewhere. */
export interface Message {
  readonly kind: 'message';
  readonly signature: Buffer;
  /** What the signer says of the bytes. */
  readonly declared?: { readonly hash: Hash; readonly digest: Buffer };
}

/** DER. The chain is what the signer sent along: nothing of it is trusted. */
export interface Certificates {
  readonly leaf: Buffer;
  readonly chain: readonly Buffer[];
}

/** What every format of signature comes to. Nothing in it is verified. */
export interface SignedMaterial {
  readonly content: Envelope | Message;
  /** What verifies the signature. A layer of a `.sig` or `.att` tag does not say: `either`, if it has a certificate. */
  readonly signedWith: 'key' | 'certificate' | 'either';
  /** Read only when a certificate is wanted: otherwise what lies there has no bearing. @throws Refused */
  readonly certificates: () => Certificates;
  readonly entries: readonly TransparencyLogEntry[];
  /** RFC 3161 responses, DER. */
  readonly timestamps: readonly Buffer[];
}

/** What a {@link Message} was signed over: the bytes, or where these are not at hand their SHA-256. */
export type Artifact = { readonly bytes: Buffer } | { readonly sha256: Buffer };

/** More than any signer makes; each costs a verification. */
export const MOST_ENTRIES = 32;
export const MOST_CHAIN_CERTIFICATES = 8;
