import { createHash, type KeyObject } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { type LoggedDigest, readBody } from './entry-body.ts';
import { readPublicKey } from './public-key.ts';
import { refuse } from './refused.ts';
import type { SignatureContent } from './signature-content.ts';
import type { Envelope, Message } from './signed-material.ts';

/** Who is said to have signed: the very certificate, or a key. */
export type Verifier = { readonly certificate: Buffer } | { readonly key: KeyObject };

/**
 * @throws Refused unless the entry records this signature, over this content, by this certificate or key. A log
 * takes whatever is signed, so that an entry which leaves one of them open could be someone else's.
 */
export function bindEntry(
  entry: TransparencyLogEntry,
  { content, compared }: { readonly content: Envelope | Message; readonly compared: SignatureContent },
  signer: Verifier,
): void {
  const { signature, digests, verifier } = readBody(entry);
  if (signature !== undefined && !compared.compareSignature(signature)) refuse('the log entry is of another signature');
  if (!digests.every((digest) => isOf(digest, content, compared))) refuse('the log entry is of another content');
  if ('certificate' in signer) {
    const isSame = verifier.kind === 'certificate' && verifier.der.equals(signer.certificate);
    if (!isSame) refuse(`the log entry names another certificate${verifier.kind === 'key' ? ', or rather a key' : ''}`);
  } else {
    const isSame =
      verifier.kind === 'key' && readPublicKey(verifier.der, 'the key in the log entry').equals(signer.key);
    if (!isSame) refuse(`the log entry names another key${verifier.kind === 'key' ? '' : ', or rather a certificate'}`);
  }
}

function isOf({ of, hash, digest }: LoggedDigest, content: Envelope | Message, compared: SignatureContent): boolean {
  if (of === 'signed') return compared.isSignedDigest(hash, digest);
  if (content.kind !== 'dsse') return false;
  return createHash(hash)
    .update(of === 'payload' ? content.payload : content.encoded)
    .digest()
    .equals(digest);
}
