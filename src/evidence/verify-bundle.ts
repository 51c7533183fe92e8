import { createHash } from 'node:crypto';
import type { SigningAuthority, TrustRootSource } from '../model/image-policy.ts';
import { readyAuthority } from './authority.ts';
import { readBundle } from './bundle.ts';
import { type Proof, prove } from './prove.ts';
import { reasonOf } from './refused.ts';
import { type Artifact, HASHES, type SignedMaterial } from './signed-material.ts';
import { readStatement, refuseOtherSubject } from './statement.ts';
import { buildTrustRoot } from './trust-roots.ts';

/** Largest bundle that is verified by itself: one with an attestation. */
export const MOST_BUNDLE_BYTES = 32 * 2 ** 20;

/** Who must have signed: an identity, whose texts must be equal, or the owner of a key (PEM, `PUBLIC KEY`). */
export type ExpectedSigner = { readonly identity: string; readonly issuer: string } | { readonly keyPem: string };

export interface BundleOptions {
  readonly signer: ExpectedSigner;
  readonly trustRoot: Pick<TrustRootSource, 'name' | 'json'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type BundleVerdict = { readonly verified: true; readonly proof: Proof } | { readonly reason: string };

/**
 * Verifies a bundle over an artifact of any kind: a signature over its bytes, or an in-toto statement that
 * has its digest as a subject. A transparency log must have recorded it; a certificate must be in a certificate transparency log, and
 * someone must vouch for a time at which it was valid. Never throws for anything that the arguments hold.
 */
export function verifyBundle(bundle: Uint8Array, artifact: Artifact, options: BundleOptions): BundleVerdict {
  try {
    const authority = readyAuthority(authorityOf(options.signer));
    const root = buildTrustRoot(options.trustRoot);
    const material = readBundle(bundle, MOST_BUNDLE_BYTES);
    checkSubject(material, artifact);
    const proof = prove({ material, artifact, authority, root, now: options.now, wantsCtLog: true });
    return { verified: true, proof };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

function authorityOf(signer: ExpectedSigner): SigningAuthority {
  const terms = { name: 'signer', transparency: 'required', trustRoots: [] } as const;
  if ('keyPem' in signer) return { ...terms, kind: 'key', keys: [signer.keyPem] };
  const { identity, issuer } = signer;
  return { ...terms, kind: 'keyless', issuer: { exactly: issuer }, subject: { exactly: identity }, extensions: {} };
}

/** A statement may name its subject by any hash that is safe: npm's do by SHA-512. */
function checkSubject({ content }: SignedMaterial, artifact: Artifact): void {
  if (content.kind !== 'dsse') return;
  const statement = readStatement(content);
  const digests =
    'bytes' in artifact
      ? HASHES.map((hash) => `${hash}:${createHash(hash).update(artifact.bytes).digest('hex')}`)
      : [`sha256:${artifact.sha256.toString('hex')}`];
  const [first = '', ...others] = digests;
  if (!others.some((digest) => statement.subjects.has(digest))) refuseOtherSubject(statement, first, 'the artifact');
}
