import { createHash, type KeyObject } from 'node:crypto';
import { dsse } from '@sigstore/core';
import { isPrehashedSignedBy } from './prehashed.ts';
import { refuse } from './refused.ts';
import { isSignedBy } from './signature-scheme.ts';
import { type Artifact, type Envelope, HASHES, type Hash, type Message } from './signed-material.ts';

/**
 * A signature with what it is over, in the shape that `Verifier` of `@sigstore/verify` takes. Unlike the classes of
 * that package it takes hash and padding from the key, and compares what the signer declares with what was signed.
 */
export class SignatureContent {
  readonly signature: Buffer;
  /** DSSE: the payload. */
  readonly #payload: Artifact;
  /** The very bytes that are signed. */
  readonly #signed: Artifact;

  /** @throws Refused where there is no artifact for a message, or the signer declares another digest */
  constructor(content: Envelope | Message, artifact?: Artifact) {
    this.signature = content.signature;
    if (content.kind === 'dsse') {
      this.#payload = { bytes: content.payload };
      this.#signed = { bytes: dsse.preAuthEncoding(content.payloadType, content.payload) };
    } else {
      this.#payload = artifact ?? refuse('a signature over bytes that are not at hand');
      this.#signed = this.#payload;
      const { hash, digest } = content.declared ?? {};
      const isKnown = hash === 'sha256' || 'bytes' in this.#signed;
      if (hash && digest && isKnown && !hasDigest(this.#signed, hash, digest)) {
        refuse('the signature declares the digest of another artifact');
      }
    }
  }

  compareSignature(signature: Buffer): boolean {
    return this.signature.equals(signature);
  }

  compareDigest(digest: Buffer): boolean {
    return HASHES.some((hash) => hasDigest(this.#payload, hash, digest));
  }

  compareSignedDigest(digest: Buffer): boolean {
    return HASHES.some((hash) => hasDigest(this.#signed, hash, digest));
  }

  /** Whether a digest by this hash is that of the bytes that are signed. */
  isSignedDigest(hash: Hash, digest: Buffer): boolean {
    return hasDigest(this.#signed, hash, digest);
  }

  verifySignature(key: KeyObject): boolean {
    return 'bytes' in this.#signed
      ? isSignedBy(key, this.#signed.bytes, this.signature)
      : isPrehashedSignedBy(key, this.#signed.sha256, this.signature);
  }
}

function hasDigest(artifact: Artifact, hash: Hash, digest: Buffer): boolean {
  if ('bytes' in artifact) return createHash(hash).update(artifact.bytes).digest().equals(digest);
  return hash === 'sha256' && artifact.sha256.equals(digest);
}
