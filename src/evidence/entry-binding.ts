import type { KeyObject } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { readBody } from './entry-body.ts';
import { readPublicKey } from './public-key.ts';
import { refuse } from './refused.ts';
import type { SignatureContent } from './signature-content.ts';

/** Who is said to have signed: the very certificate, or a key. */
export type EntrySigner = { readonly certificate: Buffer } | { readonly key: KeyObject };

/**
 * @throws Refused unless the entry records this signature, over this content, by this certificate or key. A log
 * takes whatever is signed, so that an entry which leaves one of them open could be someone else's.
 */
export function bindEntry(entry: TransparencyLogEntry, content: SignatureContent, signer: EntrySigner): void {
  const { signature, digests, verifier } = readBody(entry);
  if (signature !== undefined && !content.compareSignature(signature)) refuse('the log entry is of another signature');
  if (!digests.every((digest) => content.hasDigest(digest))) refuse('the log entry is of another content');
  if ('certificate' in signer) {
    const isSame = verifier.kind === 'certificate' && verifier.der.equals(signer.certificate);
    if (!isSame) refuse(`the log entry names another certificate${verifier.kind === 'key' ? ', or rather a key' : ''}`);
  } else {
    const isSame =
      verifier.kind === 'key' && readPublicKey(verifier.der, 'the key in the log entry').equals(signer.key);
    if (!isSame) refuse(`the log entry names another key${verifier.kind === 'key' ? '' : ', or rather a certificate'}`);
  }
}
