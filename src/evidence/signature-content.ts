import { createHash, type KeyObject } from 'node:crypto';
import { dsse } from '@sigstore/core';
import type { LoggedDigest } from './entry-body.ts';
import { isPrehashedSignedBy } from './prehashed.ts';
import { refuse } from './refused.ts';
import { isSignedBy } from './signature-scheme.ts';
import type { Artifact, Envelope, Hash, Message } from './signed-material.ts';

/** `Verifier` gives digests without saying of which hash. */
const HASH_BY_LENGTH: ReadonlyMap<number, Hash> = new Map([
  [32, 'sha256'],
  [48, 'sha384'],
  [64, 'sha512'],
]);

/**
 * A signature with what it is over, in the shape that `Verifier` of `@sigstore/verify` takes. Unlike the classes of
 * that package it takes hash and padding from the key, and compares what the signer declares with what was signed.
 */
export class SignatureContent {
  readonly signature: Buffer;
  readonly #envelope: Envelope | undefined;
  /** The very bytes that are signed. */
  readonly #signed: Artifact;

  /** @throws Refused where there is no artifact for a message, or the signer declares another digest */
  constructor(content: Envelope | Message, artifact?: Artifact) {
    this.signature = content.signature;
    if (content.kind === 'dsse') {
      this.#envelope = content;
      this.#signed = { bytes: dsse.preAuthEncoding(content.payloadType, content.payload) };
    } else {
      this.#signed = artifact ?? refuse('a signature over bytes that are not at hand');
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
    const hash = HASH_BY_LENGTH.get(digest.length);
    return hash !== undefined && this.hasDigest({ of: this.#envelope ? 'payload' : 'signed', hash, digest });
  }

  compareSignedDigest(digest: Buffer): boolean {
    const hash = HASH_BY_LENGTH.get(digest.length);
    return hash !== undefined && this.hasDigest({ of: 'signed', hash, digest });
  }

  /** Whether a log recorded what is here: only an envelope has a payload apart from what is signed. */
  hasDigest({ of, hash, digest }: LoggedDigest): boolean {
    if (of === 'signed') return hasDigest(this.#signed, hash, digest);
    if (this.#envelope === undefined) return false;
    const { payload, encoded } = this.#envelope;
    return hasDigest({ bytes: of === 'payload' ? payload : encoded() }, hash, digest);
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
